import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import type { Consumer, MailState, MailStatus, OutboxMail } from '@/api/types';
import { pageOf } from '@/live/queries';

/**
 * Nothing in the event log tells of deliveries, which would fill it. So these pages ask again while they are looked at:
 * often while something is under way, now and then otherwise. A hidden tab does not ask.
 */
const SOON_MS = 2000;
const LATER_MS = 15_000;
const TEST_MS = 700;

/** The states in which a mail stays by itself. */
const FINAL: readonly MailState[] = ['sent', 'failed'];

const isUnderWay = ({ held, queued, sending, down_since }: MailStatus) =>
  held + queued + sending > 0 || down_since !== null;

export const mailStatusQuery = () =>
  queryOptions({
    queryKey: ['outbox', 'status'] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/outbox/status', { signal })),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? SOON_MS : LATER_MS),
  });

export interface OutboxFilters {
  status?: MailState | undefined;
  user_id?: number | undefined;
  skip: number;
  limit: number;
}

/** A page of the outbox, newest first. */
export const outboxQuery = (filters: OutboxFilters, isBusy: boolean) =>
  queryOptions({
    queryKey: ['outbox', 'list', filters] as const,
    queryFn: async ({ signal }) => {
      const { data, response } = await api.GET('/outbox/', { params: { query: filters }, signal });
      return pageOf<OutboxMail>(data ?? [], response);
    },
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      isBusy || data?.items.some(({ state }) => !FINAL.includes(state)) ? SOON_MS : LATER_MS,
  });

/** One mail, until it has been sent or has failed. */
export const mailQuery = (id: number) =>
  queryOptions({
    queryKey: ['outbox', 'mail', id] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/outbox/{mail_id}', { params: { path: { mail_id: id } }, signal })),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && FINAL.includes(data.state) ? false : TEST_MS),
  });

const isAtWork = ({ behind, is_gone, tries, set_aside }: Consumer) =>
  (!is_gone && (behind > 0 || tries > 0)) || set_aside.some((event) => event.retry_requested);

/** What works in the background. */
export const consumersQuery = () =>
  queryOptions({
    queryKey: ['consumers'] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/consumers/', { signal })),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.some(isAtWork) ? SOON_MS : LATER_MS),
  });
