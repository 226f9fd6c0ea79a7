import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import { SessionTime, StatusBadge, sessionsQuery } from '@/sessions';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { AnchorLink } from '@/ui/layout/links';
import { Card } from './Card';
import classes from './Card.module.css';

const MAX_SESSIONS = 6;

/** The sessions that a person leads or attends next. */
export function SessionsCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const [from] = useState(() => new Date(serverNow()).toISOString());
  const whose = user.role === 'trainee' ? { trainee_id: user.id } : { trainer_id: user.id };
  const sessions = useQuery(
    sessionsQuery({ ...whose, status: 'scheduled', from, order: 'scheduled_date', limit: MAX_SESSIONS }),
  );
  const all = (
    <AnchorLink to="/sessions" search={whose} size="sm">
      {t('person.all_sessions')}
    </AnchorLink>
  );
  return (
    <Card title={t(user.role === 'trainee' ? 'person.attends' : 'person.leads')} action={all}>
      <QueryBoundary query={sessions} skeleton={<LinesSkeleton lines={3} height={44} />}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className={classes.nothing}>{t('person.no_sessions')}</p>}
            <ul className={classes.list}>
              {items.map((session) => (
                <li key={session.id} className={classes.row}>
                  <div className={classes.words}>
                    <AnchorLink
                      to="/sessions/$sessionId"
                      params={{ sessionId: String(session.id) }}
                      search={{ dialog: undefined }}
                      c="var(--tms-ink)"
                      fw={550}
                    >
                      {session.title}
                    </AnchorLink>
                    <SessionTime session={session} />
                  </div>
                  <StatusBadge session={session} />
                </li>
              ))}
            </ul>
            {(total ?? 0) > items.length && (
              <p className={classes.nothing}>
                <AnchorLink to="/sessions" search={whose} inherit>
                  {t('person.more_sessions', { count: (total ?? 0) - items.length })}
                </AnchorLink>
              </p>
            )}
          </>
        )}
      </QueryBoundary>
    </Card>
  );
}
