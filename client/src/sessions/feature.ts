import { IconCalendar, IconCalendarPlus, IconListDetails } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { AttendanceMark, Person, Session } from '@/api/types';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { DELETED_NAME } from '@/i18n/personName';
import type { EntityChange } from '@/live/eventEffects';
import { calendarSearch, oneSessionSearch, sessionSearch } from './model/search';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    sessions: typeof en;
  }
}

declare module '@/live/cacheRules' {
  interface Entities {
    sessions: Session;
  }
}

/** The marks that changed; a mark that was cleared has only nulls. Trainees get their own, or none. */
interface MarksChanged {
  session_id: number;
  version: number;
  updated_at: string;
  records: readonly (AttendanceMark | ClearedMark)[];
}

type ClearedMark = { [Field in keyof AttendanceMark]: Field extends 'trainee_id' ? number : null };

declare module '@/live/events' {
  interface EventPayloads {
    session_created: Session;
    session_updated: Session;
    session_deleted: { session_id: number };
    attendance_marked: MarksChanged;
  }
}

const SESSIONS = { en: 'Sessions', pt: 'Sessões' };
const CALENDAR_PATH = '/calendar';
const CALENDAR = { en: 'Calendar', pt: 'Calendário' };

const calendar = createRoute({
  getParentRoute: () => appRoute,
  path: CALENDAR_PATH,
  validateSearch: calendarSearch,
  loader: () => loadStrings('sessions', 'people'),
  component: page(() => import('./calendar/CalendarPage')),
});
const sessions = createRoute({
  getParentRoute: () => appRoute,
  path: '/sessions',
  staticData: { title: SESSIONS },
});
const list = createRoute({
  getParentRoute: () => sessions,
  path: '/',
  validateSearch: sessionSearch,
  loader: () => loadStrings('sessions', 'people'),
  component: page(() => import('./list/SessionsPage')),
});
const session = createRoute({
  getParentRoute: () => sessions,
  path: '/$sessionId',
  // The page tells the breadcrumbs the session's own title.
  validateSearch: oneSessionSearch,
  loader: () => loadStrings('sessions', 'people'),
  component: page(() => import('./page/SessionPage')),
});
const sheet = createRoute({
  getParentRoute: () => sessions,
  path: '/$sessionId/sheet',
  staticData: { title: { en: 'Sign-in sheet', pt: 'Folha de presenças' }, roles: ['admin', 'trainer'] },
  loader: () => loadStrings('sessions'),
  component: page(() => import('./page/SheetPage')),
});

const upsert = (session: Session): EntityChange[] => [{ of: 'sessions', upsert: session }];

function mark({ session_id: id, version, updated_at, records }: MarksChanged): EntityChange[] {
  const apply = (session: Session): Session => {
    const marks = new Map([...session.attendance, ...records].map((mark) => [mark.trainee_id, mark]));
    const attendance = session.trainee_ids.flatMap((trainee) => {
      const mark = marks.get(trainee);
      return mark?.status ? mark : [];
    });
    return { ...session, attendance, version, updated_at };
  };
  return [{ of: 'sessions', patch: { id, version, apply: (item) => apply(item as Session) } }];
}

function rename(id: number, name: string): EntityChange[] {
  const renamed = <P extends Person>(person: P): P =>
    person.id === id && person.name !== name ? { ...person, name } : person;
  const rewrite = (session: Session): Session => {
    const trainer = renamed(session.trainer);
    const trainees = session.trainees.map(renamed);
    const isSame = trainer === session.trainer && trainees.every((trainee, i) => trainee === session.trainees[i]);
    return isSame ? session : { ...session, trainer, trainees };
  };
  return [{ of: 'sessions', rewrite: (item) => rewrite(item as Session) }];
}

export default {
  id: 'sessions',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [calendar, sessions.addChildren([list, session, sheet])],
  menu: [
    { to: CALENDAR_PATH, label: CALENDAR, icon: IconCalendar, order: 10, letter: 'c' },
    { to: '/sessions', label: SESSIONS, icon: IconListDetails, order: 20, letter: 's' },
  ],
  actions: [
    {
      id: 'sessions.create',
      label: { en: 'New session', pt: 'Nova sessão' },
      words: { en: ['create session', 'plan session'], pt: ['criar sessão', 'planear sessão'] },
      icon: IconCalendarPlus,
      shortcut: 'n',
      opensDialog: true,
      roles: ['admin', 'trainer'],
      run: ({ navigate }) =>
        // In the calendar, the form opens over the days on the screen.
        navigate(
          location.pathname.endsWith(CALENDAR_PATH)
            ? `${CALENDAR_PATH}${location.search || '?'}&create=true`
            : '/sessions?create=true',
        ),
    },
  ],
  searches: [
    {
      id: 'sessions',
      label: SESSIONS,
      icon: IconListDetails,
      order: 20,
      find: async (text, signal) => (await import('./model/searchSessions')).searchSessions(text, signal),
      all: (text) => `/sessions?when=all&q=${encodeURIComponent(text)}`,
    },
  ],
  commands: () => import('./commands'),
  events: {
    session_created: upsert,
    session_updated: upsert,
    attendance_marked: mark,
    session_deleted: ({ session_id }) => [{ of: 'sessions', removes: ({ id }) => id === session_id }],
    user_created: ({ id, name }) => rename(id, name),
    user_updated: ({ id, name }) => rename(id, name),
    user_deleted: ({ user_id }) => rename(user_id, DELETED_NAME),
  },
} satisfies Feature;
