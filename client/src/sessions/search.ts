import type { SessionStatus } from '@/api/types';
import { dayIn, flagIn, idIn, oneOf, textIn } from '@/ui/search';

const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];
const VIEWS = ['month', 'week', 'day', 'agenda'] as const;
const WHENS = ['past', 'all'] as const;
const ORDERS = ['scheduled_date', '-scheduled_date'] as const;
const DIALOGS = ['edit', 'move', 'trainees', 'attendance', 'complete', 'cancel', 'delete', 'again'] as const;

interface Filters {
  status?: SessionStatus | undefined;
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
}

const filtersIn = (search: Record<string, unknown>): Filters => ({
  status: oneOf(STATUSES, search.status),
  trainer_id: idIn(search.trainer_id),
  trainee_id: idIn(search.trainee_id),
});

/** What the address of the list of sessions holds. Days are those of the viewer's zone. */
export interface SessionSearch extends Filters {
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Left out: what is to come, unless days are given. */
  when?: (typeof WHENS)[number] | undefined;
  order?: (typeof ORDERS)[number] | undefined;
  /** Left out on the first page, which is 1. */
  page?: number | undefined;
  /** The dialog for a new session is open. */
  create?: true | undefined;
}

export const sessionSearch = (search: Record<string, unknown>): SessionSearch => ({
  ...filtersIn(search),
  q: textIn(search.q),
  from: dayIn(search.from),
  to: dayIn(search.to),
  when: oneOf(WHENS, search.when),
  order: oneOf(ORDERS, search.order),
  page: idIn(search.page),
  create: flagIn(search.create),
});

/** What the address of the calendar holds. */
export interface CalendarSearch extends Filters {
  view?: (typeof VIEWS)[number] | undefined;
  /** A day in the period that is shown; left out: today. */
  day?: string | undefined;
}

export const calendarSearch = (search: Record<string, unknown>): CalendarSearch => ({
  ...filtersIn(search),
  view: oneOf(VIEWS, search.view),
  day: dayIn(search.day),
});

export type SessionDialogName = (typeof DIALOGS)[number];

/** Which dialog is open on the page of one session. */
export interface OneSessionSearch {
  dialog?: SessionDialogName | undefined;
}

export const oneSessionSearch = (search: Record<string, unknown>): OneSessionSearch => ({
  dialog: oneOf(DIALOGS, search.dialog),
});
