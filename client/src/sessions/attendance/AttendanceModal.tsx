import '@mantine/core/styles/Kbd.layer.css';
import { Alert, Button, Group, Kbd } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBan,
  IconChecks,
  IconClock,
  IconCloudOff,
  IconUserPlus,
  IconUsersPlus,
} from '@tabler/icons-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { api } from '@/api/client';
import type { AttendanceRecord, Person, Session } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { useChange } from '@/live/useChange';
import { sortedByName } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ButtonLink } from '@/ui/layout/links';
import { AppModal } from '@/ui/modals/AppModal';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { useFreshSession } from '../model/queries';
import { AbsentCount } from '../replies/ReplyLine';
import { replyOf } from '../replies/useReply';
import classes from './AttendanceModal.module.css';
import { AttendanceSheet } from './AttendanceSheet';
import { counted, STATUSES } from './attendanceQueue';
import { Finish, Next } from './Finish';
import shortcutsHintClasses from './ShortcutsHint.module.css';
import { useAttendance } from './useAttendance';
import { useRoster } from './useRoster';
import { WalkIn } from './WalkIn';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Takes attendance: each mark is saved at once, while others may be marking the same roster. */
export default function AttendanceModal({ session: given, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const session = useFreshSession(given);
  // In a field of the roster, Escape only leaves that field.
  const close = () => !document.activeElement?.closest('[data-own-escape]') && onClose();
  return (
    <AppModal opened={opened} onClose={close} title={t('attendance.title', { title: session.title })} size="xl" isTall>
      <Content session={session} onClose={onClose} />
    </AppModal>
  );
}

/** The roster, or why attendance cannot be taken yet. */
function Content({ session, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTranslation('sessions');
  const hasBegun = useNow() >= Date.parse(session.scheduled_date);
  if (session.status === 'cancelled') return <EmptyState icon={IconBan} text={t('attendance.cancelled')} />;
  if (!hasBegun) {
    return <EmptyState icon={IconClock} text={t('attendance.opens', { time: dateTime(session.scheduled_date) })} />;
  }
  if (session.trainees.length === 0) {
    return (
      <EmptyState icon={IconUsersPlus} text={t('attendance.empty')}>
        <ButtonLink
          to="/sessions/$sessionId"
          params={{ sessionId: String(session.id) }}
          search={{ dialog: 'trainees' }}
          replace
        >
          {t('add.title_short')}
        </ButtonLink>
      </EmptyState>
    );
  }
  return <Marking session={session} onClose={onClose} />;
}

/** What has just been done for several people, or for somebody who was not in the roster. */
interface Done {
  text: string;
  undo: () => void;
}

function Marking({ session: given, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const may = usePermissions();
  const keys = useId();
  const [finish, toFinish] = useFocusAfterRender();
  const { session, marks, mark, undo, canUndo, isStuck, waiting } = useAttendance(given);
  const removeWalkIn = useRemoveWalkIn(session);
  const [isAdding, setAdding] = useState(false);
  const [done, setDone] = useState<Done | null>(null);
  const people = sortedByName(session.trainees);
  const counts = counted(marks);
  const unmarked = people.filter(({ id }) => !marks.get(id)?.status);
  // Who has said that they can't come is marked one by one: a reply is no mark, and nobody is present against their word.
  const expected = unmarked.filter(({ id }) => replyOf(session, id)?.reply !== 'not_coming');
  const leftOut = unmarked.length - expected.length;
  const onMark = (records: readonly AttendanceRecord[]) => {
    setDone(null);
    mark(records);
  };
  const onAdd = may.editSession(session) ? () => setAdding(true) : undefined;
  const roster = useRoster({ people, marks, onMark, onUndo: undo, onAdd, onFinished: toFinish });
  const allPresent = () => {
    const takeBack = mark(expected.map(({ id }) => ({ trainee_id: id, status: 'present' as const })));
    setDone({ text: t('attendance.all_marked', { count: expected.length }), undo: takeBack });
    toFinish();
  };
  const came = (person: Person, isNew: boolean) => {
    const takeBack = mark([{ trainee_id: person.id, status: 'present' }]);
    setDone({
      text: t(isNew ? 'attendance.walked_in' : 'attendance.was_marked', { name: personName(person) }),
      undo: isNew ? () => removeWalkIn(person.id) : takeBack,
    });
    setAdding(false);
    toFinish();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles the keys of the roster and of the buttons around it
    <div className={classes.all} onKeyDown={roster.onKeyDown}>
      <div className={classes.head}>
        <div className={classes.counts} role="status">
          <strong>{t('attendance.progress', { count: people.length - counts.none, all: people.length })}</strong>
          {STATUSES.filter((status) => counts[status] > 0).map((status) => (
            <span key={status}>{`${t(`mark.${status}`)} ${counts[status]}`}</span>
          ))}
          <AbsentCount session={session} />
        </div>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={!canUndo}
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            onClick={undo}
          >
            {core('action.undo')}
          </Button>
          {onAdd && (
            <Button
              size="xs"
              variant="default"
              aria-expanded={isAdding}
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={onAdd}
            >
              {t('attendance.add')}
            </Button>
          )}
          <Button
            size="xs"
            disabled={expected.length === 0}
            leftSection={<IconChecks size={16} aria-hidden />}
            onClick={allPresent}
          >
            {leftOut > 0 ? t('attendance.others_present', { count: leftOut }) : t('attendance.all_present')}
          </Button>
        </Group>
      </div>
      {isAdding && (
        <WalkIn
          session={session}
          onCame={came}
          onClose={() => {
            setAdding(false);
            roster.focus();
          }}
        />
      )}
      {isStuck && (
        <Alert color="yellow" role="alert" icon={<IconCloudOff size={20} aria-hidden />}>
          {t('attendance.waiting', { count: waiting })}
        </Alert>
      )}
      <AttendanceSheet
        session={session}
        people={people}
        marks={marks}
        roster={roster}
        onMark={onMark}
        describedBy={keys}
      />
      {!onAdd && <p className={classes.settled}>{t('attendance.settled')}</p>}
      <ShortcutsHint id={keys} canAdd={onAdd !== undefined} />
      <DialogFooter>
        <div role="status" data-start className={classes.next}>
          {done && (
            <span>
              {done.text}{' '}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setDone(null);
                  done.undo();
                }}
              >
                {core('action.undo')}
              </Button>
            </span>
          )}
          {unmarked.length === 0 && <Next session={session} count={people.length} />}
        </div>
        <Finish ref={finish} session={session} isDone={unmarked.length === 0} waiting={waiting} onClose={onClose} />
      </DialogFooter>
    </div>
  );
}

/** A button, and a function that gives it the focus once the page shows what has just changed. */
function useFocusAfterRender() {
  const button = useRef<HTMLButtonElement>(null);
  const isWanted = useRef(false);
  useLayoutEffect(() => {
    if (isWanted.current) button.current?.focus();
    isWanted.current = false;
  });
  const focusSoon = () => {
    isWanted.current = true;
  };
  return [button, focusSoon] as const;
}

/** Takes somebody who was added by mistake out again, with their mark. */
function useRemoveWalkIn(session: Session) {
  const remove = useChange({
    of: 'sessions',
    send: (id: number) =>
      api.DELETE('/sessions/{session_id}/trainees/{trainee_id}', {
        params: { path: { session_id: session.id, trainee_id: id }, query: { discard_attendance: true } },
      }),
  });
  return remove.mutate;
}

/** The keyboard shortcuts in the roster. */
function ShortcutsHint({ id, canAdd }: { id: string; canAdd: boolean }) {
  const { t } = useTranslation('sessions');
  const hints = [
    { keys: ['↑', '↓'], does: t('attendance.keys.person') },
    { keys: STATUSES.map((status) => t(`attendance.letter.${status}`)), does: t('attendance.keys.mark') },
    { keys: ['⌫'], does: t('attendance.keys.clear') },
    { keys: [t('attendance.keys.n')], does: t('attendance.keys.note') },
    { keys: [t('attendance.keys.m')], does: t('attendance.keys.minutes') },
    ...(canAdd ? [{ keys: ['+'], does: t('attendance.keys.add') }] : []),
  ];
  return (
    <div id={id} className={shortcutsHintClasses.keys}>
      {hints.map(({ keys, does }) => (
        <span key={does}>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          {does}
        </span>
      ))}
    </div>
  );
}
