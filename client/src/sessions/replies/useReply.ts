import { api } from '@/api/client';
import type { NewReply, Session, TraineeReply } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { useChange } from '@/live/useChange';
import { toast } from '@/ui/feedback/toasts';

/** What a trainee has said about coming; undefined if nothing. */
export const replyOf = ({ replies }: Pick<Session, 'replies'>, traineeId: number): TraineeReply | undefined =>
  replies.find(({ trainee_id }) => trainee_id === traineeId);

/** How many trainees have said that they can't come. */
export const absentCount = ({ replies }: Pick<Session, 'replies'>) =>
  replies.filter(({ reply }) => reply === 'not_coming').length;

interface Change extends NewReply {
  /** What it replaces; undefined if it takes such a change back. */
  before?: NewReply;
}

/** The user's own reply to a session, and a function that changes it: shown at once, with an undo. */
export function useReply(session: Session) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const me = useMe();
  const own = replyOf(session, me.id);
  const title = session.title;
  const trainer = personName(session.trainer);
  const change = useChange({
    of: 'sessions',
    queue: `reply ${session.id}`,
    send: ({ reply, note = null }: Change) =>
      api.PUT('/sessions/{session_id}/reply', {
        params: { path: { session_id: session.id } },
        body: { reply, note },
      }),
    expect: ({ reply, note = null }) => ({
      id: session.id,
      change: (known) => ({ ...known, replies: reply === null ? [] : [{ trainee_id: me.id, reply, note }] }),
    }),
    onDone: (_saved, { reply, before }) => {
      if (!before) return toast(t('reply.done.undone', { title }));
      const done = reply !== null && reply === before.reply ? 'note' : (reply ?? 'withdrawn');
      toast(t(`reply.done.${done}`, { title, trainer }), {
        label: core('action.undo'),
        run: () => change.mutate(before),
      });
    },
  });
  const set = (reply: NewReply['reply'], note: string | null = null) =>
    change.mutate({ reply, note, before: { reply: own?.reply ?? null, note: own?.note ?? null } });
  return { own, set };
}
