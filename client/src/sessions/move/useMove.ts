import { useState } from 'react';
import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { Conflict, Person, Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { timeRange } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useChange } from '@/live/useChange';
import { toast } from '@/ui/feedback/toasts';

/** A new time for a session. */
export interface NewTime {
  /** In milliseconds since 1970. */
  start: number;
  minutes: number;
  /** The session's time zone; if omitted, it is not changed. */
  zone?: string | undefined;
  /** Who leads it from then on; if omitted, nobody else. */
  trainer?: Person | undefined;
}

/** A requested move, with the session as it was then. */
export interface Move extends NewTime {
  session: Session;
  /** Despite conflicts. */
  anyway?: boolean;
}

/** Somebody is not free; `nextFree` in milliseconds since 1970. */
export interface MoveConflict {
  move: Move;
  conflicts: readonly Conflict[];
  nextFree: number | null;
}

const MINUTE_MS = 60_000;

export const timeOf = ({ scheduled_date, duration_minutes, time_zone, trainer }: Session): NewTime => ({
  start: Date.parse(scheduled_date),
  minutes: duration_minutes,
  zone: time_zone,
  trainer,
});

export const endOf = ({ start, minutes }: NewTime) => start + minutes * MINUTE_MS;

const isSameTime = (a: Session, b: Session) =>
  a.scheduled_date === b.scheduled_date && a.duration_minutes === b.duration_minutes && a.time_zone === b.time_zone;

/** The same move of a session in which somebody has changed something else meanwhile, which does not prevent it. */
const rebased = (move: Move, current: Session): Move | null =>
  isSameTime(current, move.session) && (!move.trainer || current.trainer_id === move.session.trainer_id)
    ? { ...move, session: current }
    : null;

function moved(session: Session, time: NewTime): Session {
  return {
    ...session,
    scheduled_date: new Date(time.start).toISOString(),
    ends_at: new Date(endOf(time)).toISOString(),
    duration_minutes: time.minutes,
    time_zone: time.zone ?? session.time_zone,
    ...(time.trainer && { trainer: time.trainer, trainer_id: time.trainer.id }),
  };
}

const send = ({ session, start, minutes, zone, trainer, anyway }: Move) =>
  api.PUT('/sessions/{session_id}', {
    params: { path: { session_id: session.id }, query: { allow_conflicts: anyway ?? false } },
    headers: ifMatch(session.version),
    body: {
      scheduled_date: new Date(start).toISOString(),
      duration_minutes: minutes,
      ...(zone && zone !== session.time_zone && { time_zone: zone }),
      ...(trainer && trainer.id !== session.trainer_id && { trainer_id: trainer.id }),
    },
  });

/**
 * Moves sessions: shown at once, with an undo. `conflict` and `overtaken` are for the user to decide;
 * `<MoveConfirmModals>` asks.
 */
export function useMove(onMoved?: (session: Session) => void) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const [conflict, setConflict] = useState<MoveConflict | null>(null);
  const [overtaken, setOvertaken] = useState<{ move: Move; current: Session } | null>(null);
  const settle = () => {
    setConflict(null);
    setOvertaken(null);
  };

  const back = useChange({
    of: 'sessions',
    send,
    expect: (move: Move) => ({ id: move.session.id, change: (session) => moved(session, move) }),
    rebase: rebased,
    onDone: (session, { session: before }) => {
      const { title, trainer } = session;
      const time = timeRange(session.scheduled_date, session.ends_at);
      const isSameTrainer = trainer.id === before.trainer_id;
      toast(
        isSameTrainer
          ? t('move.undone', { title, time })
          : t('move.reassigned_back', { title, name: personName(trainer) }),
      );
    },
    onRefused: (error, { session }) => {
      if (hasCode(error, 'stale_version')) toast(t('done.overtaken', { title: session.title }));
    },
  });

  const change = useChange({
    of: 'sessions',
    send,
    expect: (move: Move) => ({ id: move.session.id, change: (session) => moved(session, move) }),
    rebase: rebased,
    onDone: (session, { session: before }) => {
      settle();
      const undo = () => back.mutate({ ...timeOf(before), session, anyway: true });
      const { title, trainer } = session;
      const message =
        trainer.id === before.trainer_id
          ? t('move.done', { title, time: timeRange(session.scheduled_date, session.ends_at) })
          : t('move.reassigned', { title, name: personName(trainer) });
      toast(message, { label: core('action.undo'), run: undo });
      onMoved?.(session);
    },
    onRefused: (error, move) => {
      if (hasCode(error, 'schedule_conflict')) {
        const { conflicts = [], next_free } = error.problem;
        setConflict({ move, conflicts, nextFree: next_free ? Date.parse(next_free) : null });
        return true;
      }
      if (!hasCode(error, 'stale_version') || !error.problem.current) return false;
      setOvertaken({ move, current: error.problem.current as unknown as Session });
      return true;
    },
  });

  return { move: (wanted: Move) => change.mutate(wanted), isPending: change.isPending, conflict, overtaken, settle };
}
