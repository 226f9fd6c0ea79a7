import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { Session, SessionChanges } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useChange } from '@/live/useChange';
import { toast, toastProblem } from '@/ui/feedback/toasts';

/** A one-click change to a session: what is sent, and the message when it is done. */
export interface SessionChange {
  session: Session;
  body: SessionChanges;
  /** Save even if somebody would be in two sessions at once. */
  allow?: boolean;
  message: string;
  /** The change that undoes it, if there is one, and the message when that is done. */
  undo?: { back: SessionChanges; message: string };
  /** It undoes a change: `session` is as that left it. */
  isUndo?: boolean;
}

/** Whether nobody has changed these fields meanwhile. */
const isUntouched = (fields: SessionChanges, before: Session, now: Session) =>
  Object.keys(fields).every((field) => {
    const name = field as keyof Session;
    return JSON.stringify(before[name]) === JSON.stringify(now[name]);
  });

/** One-click changes to a session: shown at once, rolled back if refused. */
export function useSessionChange() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const change = useChange({
    of: 'sessions',
    send: ({ session, body, allow }: SessionChange) =>
      api.PUT('/sessions/{session_id}', {
        params: { path: { session_id: session.id }, query: allow ? { allow_conflicts: true } : {} },
        headers: ifMatch(session.version),
        body,
      }),
    expect: ({ session, body: { status } }) => ({
      id: session.id,
      change: (known) => (status ? { ...known, status } : known),
    }),
    // What others have changed besides stays as they left it.
    rebase: (values, current) =>
      values.isUndo && isUntouched(values.body, values.session, current) ? { ...values, session: current } : null,
    onDone: (saved, { message, undo }) =>
      toast(message, undo && { label: core('action.undo'), run: () => takeBack(saved, undo.back, undo.message) }),
    onRefused: (error, { session, isUndo }) => {
      if (!hasCode(error, 'stale_version')) return;
      // There is no form to compare with: the screen shows the current state, and the user can click again.
      if (isUndo) toast(t('done.overtaken', { title: session.title }));
      else toastProblem(error, core);
    },
  });
  /** Undoes a change that left the session like this. It was as before, so conflicts are allowed. */
  const takeBack = (session: Session, back: SessionChanges, message: string) =>
    change.mutate({ session, body: back, allow: true, message, isUndo: true });
  /** Completes or cancels a session, with an undo. */
  const end = (session: Session, body: SessionChanges & { status: 'completed' | 'cancelled' }) =>
    change.mutate({
      session,
      body,
      message: t(`done.${body.status}`, { title: session.title }),
      undo: { back: { status: 'scheduled' }, message: t('done.reopened', { title: session.title }) },
    });
  return { change: change.mutate, takeBack, end };
}

/** Completing, cancelling and reopening a session. The toast undoes the first two. */
export function useStatusChange(session: Session) {
  const { t } = useTranslation('sessions');
  const { change, end } = useSessionChange();
  return {
    complete: () => end(session, { status: 'completed' }),
    /** `reason` is shown to everybody in the session. */
    cancel: (reason: string) => end(session, { status: 'cancelled', ...(reason && { status_reason: reason }) }),
    /** Its people may have other sessions by now; the server then refuses, with their names. */
    reopen: () =>
      change({ session, body: { status: 'scheduled' }, message: t('done.reopened', { title: session.title }) }),
  };
}
