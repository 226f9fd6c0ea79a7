import { IconUsersPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { sessionsQuery, useNow } from '@/sessions';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { Panel } from '@/ui/layout/Panel';
import classes from './dashboard.module.css';
import { dayOf } from './days';
import { SessionLine } from './SessionLine';

const SHOWN = 5;

/** A trainer's sessions from tomorrow on, with the way to their rosters. */
export function NextSessions() {
  const { t } = useTranslation('dashboard');
  const me = useMe();
  const { to: tomorrow } = dayOf(useNow(), viewerZone());
  const sessions = useQuery(
    sessionsQuery({
      trainer_id: me.id,
      status: 'scheduled',
      from: tomorrow,
      order: 'scheduled_date',
      limit: SHOWN,
    }),
  );
  return (
    <Panel
      title={t('next.title')}
      action={
        <AnchorLink to="/sessions" search={{ status: 'scheduled', order: 'scheduled_date' }} size="sm">
          {t('next.all')}
        </AnchorLink>
      }
    >
      <QueryBoundary query={sessions} skeleton={<LinesSkeleton lines={SHOWN} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.nothing}>{t('next.nothing')}</p>
          ) : (
            <ul className={classes.list}>
              {items.map((session) => (
                <SessionLine key={session.id} session={session} note={t('roster', { count: session.trainee_count })}>
                  <ButtonLink
                    to="/sessions/$sessionId"
                    params={{ sessionId: String(session.id) }}
                    search={{ dialog: 'trainees' }}
                    size="compact-sm"
                    variant="default"
                    aria-label={t('roster_for', { title: session.title })}
                  >
                    <IconUsersPlus size={16} aria-hidden />
                  </ButtonLink>
                </SessionLine>
              ))}
            </ul>
          )
        }
      </QueryBoundary>
    </Panel>
  );
}
