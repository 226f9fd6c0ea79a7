import { Text } from '@mantine/core';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, dateTime, viewerZone, weekday, zoneName } from '@/i18n/formatDates';
import { offsetAt, wallClock } from '@/lib/wallClock';

type Timed = Pick<Session, 'scheduled_date' | 'ends_at' | 'time_zone'>;

interface Props {
  session: Timed;
  /** Omitted if the day is already shown above. */
  withDay?: boolean;
  /** Whether to name the user's time zone; not needed if it is already shown above. */
  withZone?: boolean;
}

/** Start and end in the user's time zone, and in the session's own if that differs. */
export function SessionTime({ session, withDay = true, withZone = withDay }: Props) {
  const { t } = useTranslation('sessions');
  const mine = viewerZone();
  const { scheduled_date: from, time_zone } = session;
  const isElsewhere = offsetAt(Date.parse(from), time_zone) !== offsetAt(Date.parse(from), mine);
  const zone = zoneName(mine);
  return (
    <span>
      <time dateTime={from}>{spanOf(session, mine, withDay)}</time>
      {withZone && (
        <Text span c="dimmed" size="sm">
          {` ${t('time.in_zone', { zone })}`}
        </Text>
      )}
      {isElsewhere && (
        <Text component="div" c="dimmed" size="sm">
          {t('time.elsewhere', {
            time: spanOf(session, time_zone, wallClock(from, mine).date !== wallClock(from, time_zone).date),
            zone: zoneName(time_zone),
          })}
        </Text>
      )}
    </span>
  );
}

/** “Tue 12 May 2026, 10:30–12:00”; an end on another day includes the date. */
function spanOf({ scheduled_date: from, ends_at: to }: Timed, zone: string, withDay: boolean): string {
  const ends = clockTime(to, zone);
  const isSameDay = wallClock(from, zone).date === wallClock(Date.parse(to) - 1, zone).date;
  const end = isSameDay ? ends : `${weekday(to, zone)} ${ends}`;
  return `${withDay ? dateTime(from, zone) : clockTime(from, zone)}–${end}`;
}
