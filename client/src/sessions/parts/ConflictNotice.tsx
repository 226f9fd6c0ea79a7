import { Alert, Button } from '@mantine/core';
import { IconCalendarExclamation } from '@tabler/icons-react';
import type { Conflict } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime, timeRange } from '@/i18n/formatDates';
import classes from './ConflictNotice.module.css';

interface Props {
  conflicts: readonly Conflict[];
  nextFree: string | null;
  /** The time zone for the times shown. */
  zone: string;
  onTake: (nextFree: string) => void;
}

const MAX_CONFLICTS = 6;

/** Who would be in two sessions at once, with a button for the next time at which everybody is free. */
export function ConflictNotice({ conflicts, nextFree, zone, onTake }: Props) {
  const { t } = useTranslation('sessions');
  return (
    // Always rendered, so that screen readers announce what appears in it.
    <div role="status" className={classes.place}>
      {conflicts.length > 0 && (
        <Alert color="yellow" icon={<IconCalendarExclamation size={20} />}>
          <strong className={classes.title}>{t('conflict.title')}</strong>
          <ConflictList conflicts={conflicts} zone={zone} />
          {nextFree && (
            <Button size="compact-md" variant="default" mt="sm" onClick={() => onTake(nextFree)}>
              {t('conflict.next_free', { time: dateTime(nextFree, zone) })}
            </Button>
          )}
        </Alert>
      )}
    </div>
  );
}

export function ConflictList({ conflicts, zone }: Pick<Props, 'conflicts' | 'zone'>) {
  const { t } = useTranslation('sessions');
  const more = conflicts.length - MAX_CONFLICTS;
  return (
    <ul className={classes.list}>
      {conflicts.slice(0, MAX_CONFLICTS).map(({ session_id, title, person, scheduled_date, ends_at }) => (
        <li key={`${session_id}-${person.id}`}>
          {t(title === null ? 'conflict.hidden' : 'conflict.one', {
            name: person.name,
            title: title ?? '',
            time: timeRange(scheduled_date, ends_at, zone),
          })}
        </li>
      ))}
      {more > 0 && <li>{t('conflict.more', { count: more })}</li>}
    </ul>
  );
}
