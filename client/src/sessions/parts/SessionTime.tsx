import { Text } from '@mantine/core';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockRange, timeRange, viewerZone, zonePhrase } from '@/i18n/formatDates';
import { offsetAt, wallClock } from '@/lib/wallClock';

interface Props {
  session: Pick<Session, 'scheduled_date' | 'ends_at' | 'time_zone'>;
  /** Omitted if the day is already shown above. */
  withDay?: boolean;
  /** Whether to name the user's time zone; not needed if it is already shown above. */
  withZone?: boolean;
}

/** Start and end in the user's time zone, and in the session's own if that differs. */
export function SessionTime({ session, withDay = true, withZone = withDay }: Props) {
  // The phrases are in the language of the page.
  useTranslation();
  const mine = viewerZone();
  const { scheduled_date: from, ends_at: to, time_zone } = session;
  const isElsewhere = offsetAt(Date.parse(from), time_zone) !== offsetAt(Date.parse(from), mine);
  const isOtherDay = wallClock(from, mine).date !== wallClock(from, time_zone).date;
  return (
    <span>
      <time dateTime={from}>{(withDay ? timeRange : clockRange)(from, to, mine)}</time>
      {withZone && (
        <Text span c="dimmed" size="sm">
          {` ${zonePhrase(mine)}`}
        </Text>
      )}
      {isElsewhere && (
        <Text component="div" c="dimmed" size="sm">
          {`${(isOtherDay ? timeRange : clockRange)(from, to, time_zone)} ${zonePhrase(time_zone)}`}
        </Text>
      )}
    </span>
  );
}
