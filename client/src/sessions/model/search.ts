import type { SessionStatus } from '@/api/types';
import { parseChoice, parseDay, parseFlag, parseId, parseText } from '@/lib/searchParams';

const STATUSES: readonly SessionStatus[] = ['scheduled', 'completed', 'cancelled'];
const VIEWS = ['day', 'three', 'week', 'month', 'agenda'] as const;
const COLOURS = ['trainer', 'state'] as const;
const LANES = ['trainer', 'none'] as const;
const WHENS = ['past', 'all'] as const;
const ORDERS = ['scheduled_date', '-scheduled_date'] as const;
const DIALOGS = ['edit', 'move', 'trainees', 'attendance', 'complete', 'cancel', 'delete', 'again', 'told'] as const;

interface Filters {
  status?: SessionStatus | undefined;
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
}

const filtersIn = (search: Record<string, unknown>): Filters => ({
  status: parseChoice(STATUSES, search.status),
  trainer_id: parseId(search.trainer_id),
  trainee_id: parseId(search.trainee_id),
});

/** Search parameters of the session list. Days are those of the user's time zone. */
export interface SessionSearch extends Filters {
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** If omitted, upcoming sessions, unless days are given. */
  when?: (typeof WHENS)[number] | undefined;
  order?: (typeof ORDERS)[number] | undefined;
  /** Omitted on the first page, which is 1. */
  page?: number | undefined;
  /** The modal for a new session is open. */
  create?: true | undefined;
}

export const sessionSearch = (search: Record<string, unknown>): SessionSearch => ({
  ...filtersIn(search),
  q: parseText(search.q),
  from: parseDay(search.from),
  to: parseDay(search.to),
  when: parseChoice(WHENS, search.when),
  order: parseChoice(ORDERS, search.order),
  page: parseId(search.page),
  create: parseFlag(search.create),
});

/** Search parameters of the calendar. */
export interface CalendarSearch extends Filters {
  view?: (typeof VIEWS)[number] | undefined;
  /** A day in the period shown; if omitted, today. */
  day?: string | undefined;
  /** What the colours of sessions stand for. */
  colour?: (typeof COLOURS)[number] | undefined;
  /** Whether trainers have lanes of their own. */
  lanes?: (typeof LANES)[number] | undefined;
  /** The form for a new session is open. */
  create?: true | undefined;
}

export const calendarSearch = (search: Record<string, unknown>): CalendarSearch => ({
  ...filtersIn(search),
  view: parseChoice(VIEWS, search.view),
  day: parseDay(search.day),
  colour: parseChoice(COLOURS, search.colour),
  lanes: parseChoice(LANES, search.lanes),
  create: parseFlag(search.create),
});

export type SessionModalName = (typeof DIALOGS)[number];

/** Which modal is open on a session's page. */
export interface OneSessionSearch {
  dialog?: SessionModalName | undefined;
}

export const oneSessionSearch = (search: Record<string, unknown>): OneSessionSearch => ({
  dialog: parseChoice(DIALOGS, search.dialog),
});
