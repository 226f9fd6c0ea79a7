import '@mantine/core/styles/Kbd.layer.css';
import { Alert, Button, Group, Kbd, Stack } from '@mantine/core';
import { IconArrowBackUp, IconBan, IconChecks, IconClock, IconCloudOff, IconUsersPlus } from '@tabler/icons-react';
import { useId } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime } from '@/i18n/formatDates';
import { useNow } from '@/lib/useNow';
import { sortedByName } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { toast } from '@/ui/feedback/toasts';
import { ButtonLink } from '@/ui/layout/links';
import { AppModal } from '@/ui/modals/AppModal';
import { useFreshSession } from '../model/queries';
import classes from './AttendanceModal.module.css';
import { AttendanceSheet } from './AttendanceSheet';
import { counted, STATUSES } from './attendanceQueue';
import shortcutsHintClasses from './ShortcutsHint.module.css';
import { useAttendance } from './useAttendance';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Takes attendance: each mark is saved at once, while others may be marking the same roster. */
export default function AttendanceModal({ session: given, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const session = useFreshSession(given);
  return (
    <AppModal
      opened={opened}
      onClose={onClose}
      title={t('attendance.title', { title: session.title })}
      size="xl"
      isTall
    >
      <Content session={session} />
    </AppModal>
  );
}

/** The roster, or why attendance cannot be taken yet. */
function Content({ session }: { session: Session }) {
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
  return <Marking session={session} />;
}

function Marking({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const keys = useId();
  const { marks, mark, undo, canUndo, isStuck, waiting } = useAttendance(session);
  const people = sortedByName(session.trainees);
  const counts = counted(marks);
  const unmarked = people.filter(({ id }) => !marks.get(id)?.status);
  const allPresent = () => {
    const takeBack = mark(unmarked.map(({ id }) => ({ trainee_id: id, status: 'present' as const })));
    toast(t('attendance.all_marked', { count: unmarked.length }), { label: core('action.undo'), run: takeBack });
  };
  return (
    <Stack gap="sm">
      <div className={classes.head}>
        <div className={classes.counts} role="status">
          <strong>{t('attendance.progress', { count: people.length - counts.none, all: people.length })}</strong>
          {STATUSES.filter((status) => counts[status] > 0).map((status) => (
            <span key={status}>{`${t(`mark.${status}`)} ${counts[status]}`}</span>
          ))}
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
          <Button
            size="xs"
            disabled={unmarked.length === 0}
            leftSection={<IconChecks size={16} aria-hidden />}
            onClick={allPresent}
          >
            {t('attendance.all_present')}
          </Button>
        </Group>
      </div>
      {isStuck && (
        <Alert color="yellow" role="alert" icon={<IconCloudOff size={20} aria-hidden />}>
          {t('attendance.waiting', { count: waiting })}
        </Alert>
      )}
      <AttendanceSheet session={session} people={people} marks={marks} onMark={mark} onUndo={undo} describedBy={keys} />
      <ShortcutsHint id={keys} />
    </Stack>
  );
}

/** The keyboard shortcuts in the roster. */
function ShortcutsHint({ id }: { id: string }) {
  const { t } = useTranslation('sessions');
  const hints = [
    { keys: ['↑', '↓'], does: t('attendance.keys.person') },
    { keys: STATUSES.map((status) => t(`attendance.letter.${status}`)), does: t('attendance.keys.mark') },
    { keys: ['⌫'], does: t('attendance.keys.clear') },
    { keys: [t('attendance.keys.n')], does: t('attendance.keys.note') },
    { keys: [t('attendance.keys.m')], does: t('attendance.keys.minutes') },
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
