import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { timeOrDate } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useColleague } from '@/people';

interface Props {
  session: Session;
  by: number | null;
  at: string;
}

/** Who did something in a session, and when: “by Ana, 10:02”. */
export function ByWhom({ session, by, at }: Props) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const isKnown = by === null || by === me.id || by === session.trainer_id;
  const other = useColleague(isKnown ? null : by);
  const time = timeOrDate(at);
  if (by === me.id) return t('attendance.by_you', { time });
  const doer = by === session.trainer_id ? session.trainer : other;
  // Trainers cannot see admins, so this is all they are told.
  if (!doer) return by === null || doer === undefined ? time : t('attendance.by_admin', { time });
  return t('attendance.by', { name: personName(doer), time });
}
