import {
  IconArrowBackUp,
  IconArrowsMove,
  IconCalendar,
  IconCheck,
  IconCopy,
  IconHistory,
  IconListCheck,
  IconMailCheck,
  IconPencil,
  IconPrinter,
  IconTrash,
  IconUserOff,
  IconUserPlus,
  IconVideo,
  IconX,
} from '@tabler/icons-react';
import { api, ifMatch } from '@/api/client';
import type { Role, Session, User } from '@/api/types';
import { permissionsOf } from '@/auth/permissions';
import type { CommandContext, FeatureCommands, SearchHit, Verb, Words } from '@/feature/registry';
import { type Label, labelText, loadStrings, text } from '@/i18n';
import { dayName } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { readDay } from '@/ui/fields/typed/dateText';
import type { SessionModalName } from './model/search';
import { findSessions, hitOf } from './model/searchSessions';
import { canJoin } from './model/sessionPhase';

const PLANNERS: readonly Role[] = ['admin', 'trainer'];
const CALENDAR: Label = { en: 'Calendar', pt: 'Calendário' };
const NEW_SESSION: Label = { en: 'New session', pt: 'Nova sessão' };

type Permissions = ReturnType<typeof permissionsOf>;

interface Options {
  label: Label;
  words?: Words;
  icon: Verb['icon'];
  roles?: readonly Role[];
  /** Which sessions to look among. */
  among?: Parameters<typeof findSessions>[2];
  /** What it may be done to. */
  isFor: (session: Session, may: Permissions, now: number) => boolean;
  leadsTo?: (id: number) => string;
  run?: (session: Session) => void;
}

/** A verb for sessions: those found that `me` may do it to. */
const verb = (id: string, { among = {}, isFor, leadsTo, run, ...rest }: Options): Verb => ({
  id: `sessions.${id}`,
  roles: PLANNERS,
  ...rest,
  async find(q, signal, me): Promise<SearchHit[]> {
    const may = permissionsOf(me);
    const now = serverNow();
    const sessions = await findSessions(q, signal, { ...among, ...may.sessionScope }, (session) =>
      isFor(session, may, now),
    );
    return sessions.map((session) => ({
      ...hitOf(session),
      ...(leadsTo && { to: leadsTo(session.id) }),
      ...(run && { run: () => run(session) }),
    }));
  },
});

const opens = (dialog: SessionModalName) => (id: number) => `/sessions/${id}?dialog=${dialog}`;

async function reopen({ id, version }: Session) {
  await loadStrings('sessions');
  const asked = api.PUT('/sessions/{session_id}', {
    params: { path: { session_id: id } },
    headers: ifMatch(version),
    body: { status: 'scheduled' },
  });
  await asked.then(
    () => toast(text('sessions', 'done.reopened')),
    (error) => toastProblem(error, (key, values) => text('core', key, values)),
  );
}

const MIN_LETTERS = 4;

/** The day that a text means, such as "tomorrow" or "12 dec": in the calendar, and for a new session. */
function findDay(text: string, me: User): SearchHit[] {
  // "mon" is the beginning of other words, too.
  const day = /\d/.test(text) || text.trim().length >= MIN_LETTERS ? readDay(text, true) : null;
  if (day === null) return [];
  const shown = `/calendar?view=day&day=${day}`;
  const hit = { id: day, label: dayName(`${day}T12:00Z`, 'UTC'), description: labelText(CALENDAR), to: shown };
  const create = { ...hit, id: `${day}-new`, description: labelText(NEW_SESSION), to: `${shown}&create=true` };
  return permissionsOf(me).planSessions ? [hit, create] : [hit];
}

const VIEWS: { view: string; label: Label; words: Words }[] = [
  { view: 'month', label: { en: 'Calendar: month', pt: 'Calendário: mês' }, words: { en: ['month'], pt: ['mês'] } },
  { view: 'week', label: { en: 'Calendar: week', pt: 'Calendário: semana' }, words: { en: ['week'], pt: ['semana'] } },
  { view: 'day', label: { en: 'Calendar: day', pt: 'Calendário: dia' }, words: { en: ['day'], pt: ['dia'] } },
  {
    view: 'agenda',
    label: { en: 'Calendar: agenda', pt: 'Calendário: agenda' },
    words: { en: ['agenda'], pt: ['agenda'] },
  },
];

export default {
  verbs: [
    verb('cancel', {
      label: { en: 'Cancel session', pt: 'Cancelar sessão' },
      words: { en: ['cancel', 'call off'], pt: ['cancelar', 'desmarcar', 'desmarcar sessão'] },
      icon: IconX,
      among: { status: 'scheduled', first: 'upcoming' },
      isFor: (session, may) => may.cancelSession(session),
      leadsTo: opens('cancel'),
    }),
    verb('complete', {
      label: { en: 'Complete session', pt: 'Concluir sessão' },
      words: { en: ['complete', 'finish', 'close'], pt: ['concluir', 'terminar', 'fechar'] },
      icon: IconCheck,
      among: { status: 'scheduled', first: 'past' },
      isFor: (session, may, now) => may.completeSession(session, now),
      leadsTo: opens('complete'),
    }),
    verb('attendance', {
      label: { en: 'Mark attendance of', pt: 'Marcar presenças de' },
      words: { en: ['mark', 'mark attendance', 'attendance'], pt: ['marcar', 'marcar presenças', 'presenças'] },
      icon: IconListCheck,
      among: { first: 'past' },
      isFor: (session, may, now) => may.markAttendance(session, now),
      leadsTo: opens('attendance'),
    }),
    verb('move', {
      label: { en: 'Move session', pt: 'Mover sessão' },
      words: { en: ['move', 'reschedule'], pt: ['mover', 'remarcar', 'reagendar'] },
      icon: IconArrowsMove,
      among: { status: 'scheduled', first: 'upcoming' },
      isFor: (session, may) => may.moveSession(session),
      leadsTo: opens('move'),
    }),
    verb('edit', {
      label: { en: 'Edit session', pt: 'Editar sessão' },
      words: { en: ['edit', 'change'], pt: ['editar', 'alterar'] },
      icon: IconPencil,
      isFor: (session, may) => may.editSession(session),
      leadsTo: opens('edit'),
    }),
    verb('trainees', {
      label: { en: 'Add trainees to', pt: 'Adicionar formandos a' },
      words: { en: ['add', 'add trainees', 'enrol'], pt: ['adicionar', 'adicionar formandos', 'inscrever'] },
      icon: IconUserPlus,
      isFor: (session, may) => may.editSession(session),
      leadsTo: opens('trainees'),
    }),
    verb('again', {
      label: { en: 'Repeat session', pt: 'Repetir sessão' },
      words: { en: ['repeat', 'duplicate', 'copy'], pt: ['repetir', 'duplicar', 'copiar'] },
      icon: IconCopy,
      isFor: (session, may) => may.changeSession(session),
      leadsTo: opens('again'),
    }),
    verb('sheet', {
      label: { en: 'Sign-in sheet of', pt: 'Folha de presenças de' },
      words: { en: ['print', 'sheet', 'sign-in sheet'], pt: ['imprimir', 'folha', 'folha de presenças'] },
      icon: IconPrinter,
      isFor: (session, may) => may.changeSession(session),
      leadsTo: (id) => `/sessions/${id}/sheet`,
    }),
    verb('told', {
      label: { en: 'Who was told about', pt: 'Quem foi avisado de' },
      words: { en: ['told', 'notifications', 'mails'], pt: ['avisado', 'avisos', 'correio'] },
      icon: IconMailCheck,
      isFor: (session, may) => may.changeSession(session),
      leadsTo: opens('told'),
    }),
    verb('reopen', {
      label: { en: 'Reopen session', pt: 'Reabrir sessão' },
      words: { en: ['reopen'], pt: ['reabrir'] },
      icon: IconArrowBackUp,
      isFor: (session, may, now) => may.reopenSession(session, now),
      run: (session) => void reopen(session),
    }),
    verb('delete', {
      label: { en: 'Delete session', pt: 'Eliminar sessão' },
      words: { en: ['delete', 'remove'], pt: ['eliminar', 'apagar', 'remover'] },
      icon: IconTrash,
      isFor: (session, may, now) => may.deleteSession(session, now),
      leadsTo: opens('delete'),
    }),
    verb('reply', {
      label: { en: 'Reply to', pt: 'Responder a' },
      words: { en: ['reply', 'can’t come', 'coming'], pt: ['responder', 'não posso ir', 'vou'] },
      icon: IconUserOff,
      roles: ['trainee'],
      among: { status: 'scheduled', first: 'upcoming' },
      isFor: (session, may, now) => may.replyToSession(session, now),
      leadsTo: (id) => `/sessions/${id}`,
    }),
    verb('join', {
      label: { en: 'Join session', pt: 'Aceder à sessão' },
      words: { en: ['join'], pt: ['aceder', 'participar'] },
      icon: IconVideo,
      roles: ['admin', 'trainer', 'trainee'],
      among: { status: 'scheduled' },
      isFor: (session, _, now) => canJoin(session, now),
      run: ({ class_link }) => class_link && window.open(class_link, '_blank', 'noopener'),
    }),
  ],
  searches: [
    {
      id: 'days',
      label: { en: 'Days', pt: 'Dias' },
      icon: IconCalendar,
      order: 30,
      find: async (text, _, me) => findDay(text, me),
    },
  ],
  actions: [
    ...VIEWS.map(({ view, label, words }) => ({
      id: `calendar.${view}`,
      label,
      words,
      icon: IconCalendar,
      run: ({ navigate }: CommandContext) => navigate(`/calendar?view=${view}`),
    })),
    {
      id: 'sessions.past',
      label: { en: 'Past sessions', pt: 'Sessões anteriores' },
      icon: IconHistory,
      run: ({ navigate }) => navigate('/sessions?when=past'),
    },
  ],
} satisfies FeatureCommands;
