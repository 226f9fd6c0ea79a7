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
  /** The change that undoes it, if there is one. */
  undo?: { label: string; back: SessionChanges };
}

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
    onDone: (saved, { message, undo }) => {
      // It was like this before, so conflicts are allowed.
      const run = () =>
        undo &&
        change.mutate({
          session: saved,
          body: undo.back,
          allow: true,
          message: t('done.undone', { title: saved.title }),
        });
      toast(message, undo && { label: undo.label, run });
    },
    onRefused: (error) => {
      // There is no form to compare with: the screen shows the current state, and the user can click again.
      if (hasCode(error, 'stale_version')) toastProblem(error, core);
    },
  });
  /** Completes or cancels a session, with an undo. */
  const end = (session: Session, body: SessionChanges & { status: 'completed' | 'cancelled' }) =>
    change.mutate({
      session,
      body,
      message: t(`done.${body.status}`, { title: session.title }),
      undo: { label: core('action.undo'), back: { status: 'scheduled' } },
    });
  return { change: change.mutate, end };
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
