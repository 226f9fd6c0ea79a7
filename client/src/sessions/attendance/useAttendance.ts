import { useEffect, useMemo, useRef, useState } from 'react';
import type { AttendanceRecord, Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { useStore } from '@/lib/store';
import { useLiveConnection } from '@/live/useLive';
import { toastProblem } from '@/ui/feedback/toasts';
import { queueOf, type ShownMark, shownMarks } from './attendanceQueue';

/** Minutes go only with those who came, and the server keeps them unless they are sent. */
function recordOf(trainee_id: number, { status, note, minutes }: ShownMark): AttendanceRecord {
  if (status === null) return { trainee_id, status };
  return { trainee_id, status, note, ...(status === 'present' || status === 'late' ? { minutes } : {}) };
}

/** The previous state of one or several marks. */
type Step = readonly AttendanceRecord[];

/** The session as the marks have made it, its marks as shown, and functions to change them and to undo that. */
export function useAttendance(session: Session) {
  const { cache } = useLiveConnection();
  const { t } = useTranslation();
  const queue = queueOf(session.id, useMe().id);
  const { pending, isStuck, saved } = useStore(queue);
  const past = useRef<readonly Step[]>([]);
  const [canUndo, setCanUndo] = useState(false);
  // A mark that is no longer pending must stay until the page has received it.
  const newest = saved && saved.version > session.version ? saved : session;
  const marks = useMemo(() => shownMarks(newest, pending), [newest, pending]);
  const latest = useRef(marks);
  latest.current = marks;

  useEffect(() => {
    queue.hooks = {
      onSaved: (saved) => cache.learn('sessions', saved),
      onRefused: (error) => toastProblem(error, t),
    };
  }, [queue, cache, t]);

  /** Returns a function that undoes exactly this. */
  function mark(records: readonly AttendanceRecord[]): () => void {
    const before = records.flatMap(({ trainee_id }) => {
      const known = latest.current.get(trainee_id);
      return known ? [recordOf(trainee_id, known)] : [];
    });
    become([...past.current, before]);
    queue.mark(records);
    return () => takeBack(before);
  }

  function takeBack(before: Step | undefined) {
    if (!before || !past.current.includes(before)) return;
    become(past.current.filter((each) => each !== before));
    queue.mark(before);
  }

  function become(steps: readonly Step[]) {
    past.current = steps;
    setCanUndo(steps.length > 0);
  }

  return {
    session: newest,
    marks,
    isStuck,
    waiting: pending.size,
    mark,
    undo: () => takeBack(past.current.at(-1)),
    canUndo,
  };
}
