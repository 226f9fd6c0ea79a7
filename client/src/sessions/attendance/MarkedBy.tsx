import { useQuery } from '@tanstack/react-query';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { clockTime, dateOf } from '@/i18n/formatDates';
import { userQuery } from '@/people';

interface Props {
  session: Session;
  by: number | null;
  at: string;
}

/** Who made a mark, and when: “by Ana, 10:02”. */
export function MarkedBy({ session, by, at }: Props) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const isKnown = by === null || by === me.id || by === session.trainer_id;
  const asked = useQuery({ ...userQuery(by ?? 0), enabled: !isKnown, retry: false });
  const isToday = dateOf(at) === dateOf(Date.now());
  const time = isToday ? clockTime(at) : `${dateOf(at)}, ${clockTime(at)}`;
  if (by === me.id) return t('attendance.by_you', { time });
  const name = by === session.trainer_id ? session.trainer.name : asked.data?.name;
  // Trainers do not see admins: that is all they can be told.
  if (!name) return asked.isLoading ? time : t('attendance.by_admin', { time });
  return t('attendance.by', { name, time });
}
