import { Text } from '@mantine/core';
import type { Session } from '@/api/types';
import { clockTime, dateOf, dateTime, viewerZone } from '@/i18n/format';
import { useTranslation } from '@/i18n';

/** “Mon 4 May 2026, 10:00 – 11:30”, with the second day where there is one. */
export function fromTo(start: number | string, end: number | string, timeZone?: string): string {
  const isOneDay = dateOf(start, timeZone) === dateOf(end, timeZone);
  return `${dateTime(start, timeZone)} – ${isOneDay ? clockTime(end, timeZone) : dateTime(end, timeZone)}`;
}

type Timed = Pick<Session, 'scheduled_date' | 'ends_at' | 'time_zone'>;

/** When a session takes place, for the viewer, and below that for those whose zone is another. */
export function SessionTimes({ session }: { session: Timed }) {
  const { t } = useTranslation('sessions');
  const { scheduled_date: start, ends_at: end, time_zone: zone } = session;
  const own = viewerZone();
  return (
    <div>
      <Text size="sm">{t('times.in_zone', { time: fromTo(start, end), zone: own })}</Text>
      {isElsewhere(session) && (
        <Text size="sm" c="dimmed">
          {t('times.in_zone', { time: fromTo(start, end, zone), zone })}
        </Text>
      )}
    </div>
  );
}

/** Whether clocks in the session's zone differ from the viewer's when it begins. */
export const isElsewhere = ({ scheduled_date, time_zone }: Pick<Session, 'scheduled_date' | 'time_zone'>) =>
  dateTime(scheduled_date) !== dateTime(scheduled_date, time_zone);
