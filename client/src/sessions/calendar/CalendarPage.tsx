import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { serverNow } from '@/lib/serverClock';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { PageHeader } from '@/ui/layout/PageHeader';
import type { Prefill } from '../model/draft';
import type { CalendarSearch } from '../model/search';
import { mayReschedule } from '../model/sessionPhase';
import { useMove } from '../move/useMove';
import { CalendarToolbar } from './CalendarToolbar';
import { CalendarView } from './CalendarView';
import { dayOf, shownRange, type View, zoneTitle } from './range';
import type { AnchorRect } from './SessionPopover';
import { useSessionsBetween } from './useSessionsBetween';

// Loaded when needed.
const CalendarFilters = lazyWithRetry(() => import('./CalendarFilters'));
const MoveConfirmModals = lazyWithRetry(() => import('../move/MoveConfirmModals'));
const SessionPopover = lazyWithRetry(() => import('./SessionPopover'));
const CreateSessionModal = lazyWithRetry(() => import('../form/CreateSessionModal'));

const route = getRouteApi('/_app/calendar');
const PHONE = '(max-width: 48em)';

/** The calendar with its month, week, day and agenda views. */
export default function CalendarPage() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const me = useMe();
  const { view: chosen, day: named, status, trainer_id, trainee_id } = route.useSearch();
  // An address may have parameters that are none of the calendar's.
  const filters = { status, trainer_id, trainee_id };
  const navigate = route.useNavigate();
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  const view: View = chosen ?? (isPhone ? 'agenda' : 'week');
  const day = named ?? dayOf(new Date(serverNow()));
  const zone = viewerZone();
  // biome-ignore lint/correctness/useExhaustiveDependencies: midnights are those of the zone
  const range = useMemo(() => shownRange(view, day), [view, day, zone]);
  const between = useSessionsBetween(range, filters);
  const filtered = Object.values(filters).filter((value) => value !== undefined).length;
  const [areFiltersOpen, setFiltersOpen] = useState(filtered > 0);
  const moving = useMove();
  const isMine = useCallback((session: Session) => mayReschedule(me, session), [me]);
  const opener = useRef<number>(null);
  const [slot, setSlot] = useState<Prefill | null>(null);
  const [peeked, setPeeked] = useState<{ id: number; at: AnchorRect } | null>(null);
  const [dialog, setDialog] = useState<{ id: number; name: 'move' | 'trainees' | 'attendance' } | null>(null);

  const change = (to: CalendarSearch) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true, resetScroll: false });
  const close = useCallback(() => {
    setPeeked(null);
    setDialog(null);
    // A moved session is rendered again elsewhere.
    const box = `[data-session="${opener.current}"]`;
    setTimeout(() => document.querySelector<HTMLElement>(box)?.focus({ preventScroll: true }));
  }, []);
  const byId = (id: number | undefined) => between.sessions.find((session) => session.id === id);
  const shown = byId(peeked?.id);
  return (
    <>
      <PageHeader title={t('calendar.title')} lead={t('calendar.zone', { zone: zoneTitle(view, day) })}>
        {me.role !== 'trainee' && (
          <Button leftSection={<IconCalendarPlus size={18} aria-hidden />} onClick={() => setSlot({})}>
            {core('action.new_session')}
          </Button>
        )}
      </PageHeader>
      <CalendarToolbar
        view={view}
        day={day}
        onChange={change}
        filters={filtered}
        areFiltersOpen={areFiltersOpen}
        onFilters={() => setFiltersOpen(!areFiltersOpen)}
      />
      {areFiltersOpen && (
        <Suspense fallback={<Skeleton height={60} mb="md" />}>
          <CalendarFilters shown={filters} onChange={change} />
        </Suspense>
      )}
      <CalendarView
        view={view}
        day={day}
        between={between}
        isFiltered={filtered > 0}
        isMine={isMine}
        onOpen={(session, at) => {
          opener.current = session.id;
          const { left, top, width, height } = at.getBoundingClientRect();
          setPeeked({ id: session.id, at: { left, top, width, height } });
        }}
        onDay={(to) => change({ view: 'day', day: to })}
        onMove={(session, start, minutes) => moving.move({ session, start, minutes })}
        onSlot={me.role === 'trainee' ? undefined : setSlot}
      />
      {shown && peeked && (
        <Suspense>
          <SessionPopover
            session={shown}
            at={peeked.at}
            canChange={isMine(shown)}
            onClose={close}
            onDialog={(name) => {
              setPeeked(null);
              setDialog({ id: shown.id, name });
            }}
          />
        </Suspense>
      )}
      <CalendarModal name={dialog?.name} session={byId(dialog?.id)} onClose={close} />
      {(moving.conflict || moving.overtaken) && (
        <Suspense>
          <MoveConfirmModals moving={moving} />
        </Suspense>
      )}
      {slot && (
        <Suspense>
          <CreateSessionModal {...slot} opened onClose={() => setSlot(null)} />
        </Suspense>
      )}
    </>
  );
}

const DIALOGS = {
  move: lazyWithRetry(() => import('../move/MoveSessionModal')),
  trainees: lazyWithRetry(() => import('../trainees/AddTraineeModal')),
  attendance: lazyWithRetry(() => import('../attendance/AttendanceModal')),
};

interface Props {
  /** Which one is open; undefined if none. */
  name: keyof typeof DIALOGS | undefined;
  session: Session | undefined;
  onClose: () => void;
}

/** The modals for moving, adding trainees and attendance; each is loaded when it is opened. */
function CalendarModal({ name, session, onClose }: Props) {
  if (!name || !session) return null;
  const Open = DIALOGS[name];
  return (
    <Suspense>
      <Open session={session} opened onClose={onClose} />
    </Suspense>
  );
}
