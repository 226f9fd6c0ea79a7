import { Button } from '@mantine/core';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import type { Session, TraineeReply } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './ReplyLine.module.css';
import { absentCount } from './useReply';

interface Props {
  reply: Pick<TraineeReply, 'reply' | 'note'>;
  /** Whether it is the reader's own. */
  isOwn?: boolean;
  withNote?: boolean;
}

/** What somebody has said about coming, in an icon and words, and their note. */
export function ReplyLine({ reply: { reply, note }, isOwn = false, withNote = true }: Props) {
  const { t } = useTranslation('sessions');
  const Icon = reply === 'coming' ? IconCheck : IconUserOff;
  return (
    <span className={classes.line}>
      <span className={classes.reply} data-reply={reply}>
        <Icon size={16} stroke={2} aria-hidden />
        {t(`reply.${isOwn ? 'own' : 'theirs'}.${reply}`)}
      </span>
      {withNote && note && <q className={classes.note}>{note}</q>}
    </span>
  );
}

/** How many trainees can't come; nothing if all can. */
export function AbsentCount({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const count = absentCount(session);
  if (count === 0) return null;
  return (
    <span className={classes.reply} data-reply="not_coming">
      <IconUserOff size={16} stroke={2} aria-hidden />
      {t('reply.absent', { count })}
    </span>
  );
}

/** The same as a button that shows only those, and everybody again. */
export function AbsentFilter({ session, isOn, onChange }: { session: Session; isOn: boolean; onChange: () => void }) {
  const { t } = useTranslation('sessions');
  const count = absentCount(session);
  if (count === 0) return null;
  return (
    <Button
      size="compact-sm"
      variant={isOn ? 'light' : 'default'}
      aria-pressed={isOn}
      leftSection={<IconUserOff size={16} aria-hidden />}
      onClick={onChange}
    >
      {t('reply.absent', { count })}
    </Button>
  );
}
