import type { MailState } from '@/api/types';
import { parseChoice, parseId } from '@/lib/searchParams';

export const MAIL_STATES: readonly MailState[] = ['held', 'queued', 'sending', 'sent', 'failed'];

/** Search parameters of the outbox. */
export interface OutboxSearch {
  state?: MailState | undefined;
  /** Whom the mails are for. */
  to?: number | undefined;
  /** Omitted on the first page, which is 1. */
  page?: number | undefined;
}

export const outboxSearch = (search: Record<string, unknown>): OutboxSearch => ({
  state: parseChoice(MAIL_STATES, search.state),
  to: parseId(search.to),
  page: parseId(search.page),
});
