import { CloseButton, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, dataOf } from '@/api/client';
import type { AttendanceMark, Person, Session, TraineeReply } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { isDeleted, personName } from '@/i18n/personName';
import { useChange } from '@/live/useChange';
import { useLiveConnection } from '@/live/useLive';
import { Avatar, sortedByName } from '@/people';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import { ConfirmModal } from '@/ui/modals/ConfirmModal';
import { MarkBadge } from '../parts/MarkBadge';
import { Seats } from '../parts/SessionRow';
import { AbsentFilter, ReplyLine } from '../replies/ReplyLine';
import { absentCount } from '../replies/useReply';
import classes from './SessionPage.module.css';

/** A session's trainees with their attendance, and whether they have said that they will come. */
export function SessionRoster({ session, mayChange }: { session: Session; mayChange: boolean }) {
  const { t } = useTranslation('sessions');
  const remove = useRemoveTrainee(session);
  const [asked, setAsked] = useState<Seat | null>(null);
  const marks = new Map(session.attendance.map((mark) => [mark.trainee_id, mark]));
  const replies = new Map(session.replies.map((reply) => [reply.trainee_id, reply]));
  const [isFiltered, setFiltered] = useState(false);
  const isNarrowed = isFiltered && absentCount(session) > 0;
  const shown = isNarrowed
    ? session.trainees.filter(({ id }) => replies.get(id)?.reply === 'not_coming')
    : session.trainees;
  const removeOrAsk = (seat: Seat) => (seat.mark ? setAsked(seat) : remove(seat));
  return (
    <Panel
      title={t('roster.title')}
      action={
        <span className={classes.counts}>
          <AbsentFilter session={session} isOn={isNarrowed} onChange={() => setFiltered(!isNarrowed)} />
          <Seats session={session} />
        </span>
      }
    >
      {session.trainees.length > 0 ? (
        <>
          {marks.size > 0 && session.status !== 'cancelled' && <Summary session={session} />}
          <ul className={classes.roster}>
            {sortedByName(shown).map((trainee) => (
              <Trainee
                session={session}
                key={trainee.id}
                trainee={trainee}
                mark={marks.get(trainee.id)}
                reply={replies.get(trainee.id)}
                onRemove={mayChange ? () => removeOrAsk({ trainee, mark: marks.get(trainee.id) }) : undefined}
              />
            ))}
          </ul>
        </>
      ) : (
        <Text c="dimmed">{t('roster.empty')}</Text>
      )}
      {mayChange && session.status !== 'cancelled' && (
        <ButtonLink
          to="/sessions/$sessionId"
          params={{ sessionId: String(session.id) }}
          search={{ dialog: 'trainees' }}
          variant="default"
          mt="md"
          w="fit-content"
          leftSection={<IconUserPlus size={18} aria-hidden />}
        >
          {t('action.trainees')}
        </ButtonLink>
      )}
      <ConfirmModal
        opened={asked !== null}
        title={t('roster.discard_title', { name: asked?.trainee.name ?? '' })}
        confirm={t('roster.discard')}
        dismiss={t('roster.discard_keep')}
        isDangerous
        onConfirm={() => {
          if (asked) remove(asked);
          setAsked(null);
        }}
        onClose={() => setAsked(null)}
      >
        <p>{t('roster.discard_text', { mark: asked?.mark ? t(`mark_in_sentence.${asked.mark.status}`) : '' })}</p>
      </ConfirmModal>
    </Panel>
  );
}

interface TraineeProps {
  session: Session;
  trainee: Person;
  mark: AttendanceMark | undefined;
  reply: TraineeReply | undefined;
  onRemove: (() => void) | undefined;
}

function Trainee({ session, trainee, mark, reply, onRemove }: TraineeProps) {
  const { t } = useTranslation('sessions');
  return (
    <li className={classes.person}>
      <Avatar id={trainee.id} name={personName(trainee)} />
      <span className={classes.name}>
        {isDeleted(trainee) ? (
          personName(trainee)
        ) : (
          <Link to="/users/$userId" params={{ userId: String(trainee.id) }}>
            {trainee.name}
          </Link>
        )}
        {reply && <ReplyLine reply={reply} />}
        {mark?.note && <span className={classes.note}>{mark.note}</span>}
      </span>
      {mark && <MarkBadge session={session} mark={mark} />}
      {onRemove && <CloseButton aria-label={t('roster.remove', { name: trainee.name })} onClick={onRemove} />}
    </li>
  );
}

function Summary({ session: { attendance, trainee_count } }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const came = attendance.filter(({ status }) => status === 'present' || status === 'late').length;
  return (
    <p className={classes.summary}>{t('roster.summary', { came, marked: attendance.length, total: trainee_count })}</p>
  );
}

/** A trainee's own mark. */
export function OwnMark({ session, mark }: { session: Session; mark: AttendanceMark }) {
  const { t } = useTranslation('sessions');
  return (
    <Panel title={t('own.title')} action={<MarkBadge session={session} mark={mark} />}>
      {mark.note && <p>{mark.note}</p>}
      <Text c="dimmed" size="sm">
        {t('own.marked', { time: dateTime(mark.marked_at) })}
      </Text>
    </Panel>
  );
}

interface Seat {
  trainee: Person;
  mark: AttendanceMark | undefined;
}

/** Removes a trainee; an undo in the toast restores them with their attendance mark. */
function useRemoveTrainee(session: Session) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { cache } = useLiveConnection();
  const path = { session_id: session.id };

  const bringBack = useMutation({
    mutationFn: async ({ trainee, mark }: Seat) => {
      // They were in the session before, so conflicts are allowed.
      const query = { allow_conflicts: true };
      const body = { trainee_ids: [trainee.id] };
      const back = await dataOf(api.POST('/sessions/{session_id}/trainees', { params: { path, query }, body }));
      if (!mark) return back;
      const { status, note, minutes } = mark;
      const records = [{ trainee_id: trainee.id, status, note, minutes }];
      return dataOf(api.PUT('/sessions/{session_id}/attendance', { params: { path }, body: { records } }));
    },
    onSuccess: (saved, { trainee }) => {
      cache.learn('sessions', saved);
      toast(t('roster.back', { name: trainee.name }));
    },
    onError: (error) => toastProblem(error, core),
  });
  const remove = useChange({
    of: 'sessions',
    send: ({ trainee, mark }: Seat) =>
      api.DELETE('/sessions/{session_id}/trainees/{trainee_id}', {
        params: { path: { ...path, trainee_id: trainee.id }, query: mark ? { discard_attendance: true } : {} },
      }),
    expect: ({ trainee }) => ({ id: session.id, change: (known) => without(known, trainee.id) }),
    onDone: (_saved, seat) =>
      toast(t('roster.removed', { name: seat.trainee.name }), {
        label: core('action.undo'),
        run: () => bringBack.mutate(seat),
      }),
  });
  return remove.mutate;
}

const without = (session: Session, id: number): Session => ({
  ...session,
  trainees: session.trainees.filter((trainee) => trainee.id !== id),
  trainee_ids: session.trainee_ids.filter((trainee) => trainee !== id),
  trainee_count: session.trainee_count - 1,
  attendance: session.attendance.filter(({ trainee_id }) => trainee_id !== id),
  replies: session.replies.filter(({ trainee_id }) => trainee_id !== id),
});
