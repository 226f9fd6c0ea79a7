import { IconBan, IconCircleCheck, IconClock } from '@tabler/icons-react';
import type { SessionStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './status.module.css';

const ICONS = { scheduled: IconClock, completed: IconCircleCheck, cancelled: IconBan };

export function StatusIcon({ status, size = 14 }: { status: SessionStatus; size?: number }) {
  const Icon = ICONS[status];
  return <Icon size={size} stroke={2} aria-hidden />;
}

/** A status by colour, by its sign, and in words. */
export function StatusMark({ status }: { status: SessionStatus }) {
  const { t } = useTranslation('sessions');
  return (
    <span className={classes.status} data-status={status}>
      <StatusIcon status={status} />
      {t(`status.${status}`)}
    </span>
  );
}
