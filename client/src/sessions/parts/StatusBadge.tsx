import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useNow } from '@/lib/useNow';
import { phaseOf } from '../model/sessionPhase';
import classes from './StatusBadge.module.css';

/** A session's status in a word and a colour: scheduled, in progress, not completed, completed, cancelled. */
export function StatusBadge({ session }: { session: Pick<Session, 'status' | 'scheduled_date' | 'ends_at'> }) {
  const { t } = useTranslation('sessions');
  const phase = phaseOf(session, useNow());
  return (
    <span className={classes.badge} data-phase={phase}>
      {t(`phase.${phase}`)}
    </span>
  );
}
