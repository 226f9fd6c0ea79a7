import { useQuery } from '@tanstack/react-query';
import type { PasswordRecord, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateTime, viewerZone, zoneHeading } from '@/i18n/formatDates';
import { userQuery } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { Panel } from '@/ui/layout/Panel';
import { passwordLogQuery } from '../model/queries';
import classes from './Card.module.css';

/** The changes to a user's password: when, and by whom. Newest first. */
export function PasswordLogCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const log = useQuery(passwordLogQuery(user.id));
  return (
    <Panel title={t('log.title')}>
      <QueryBoundary query={log} skeleton={<LinesSkeleton lines={2} height={40} />}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className={classes.nothing}>{t('log.none')}</p>}
            <ol className={classes.list}>
              {items.map((record) => (
                <Entry key={record.id} record={record} />
              ))}
            </ol>
            <p className={classes.small}>
              {(total ?? 0) > items.length && `${t('log.newest', { shown: items.length, total: total ?? 0 })} `}
              {zoneHeading(viewerZone())}
            </p>
          </>
        )}
      </QueryBoundary>
    </Panel>
  );
}

function Entry({ record }: { record: PasswordRecord }) {
  const { t } = useTranslation('users');
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <span>{t(`log.${record.action}`)}</span>
        <span className={classes.small}>
          <time dateTime={record.timestamp}>{dateTime(record.timestamp)}</time>
          {' · '}
          <By record={record} />
        </span>
      </div>
    </li>
  );
}

/** By whom. A user deleted since then no longer has a name. */
function By({ record: { user_id, performed_by } }: { record: PasswordRecord }) {
  const { t } = useTranslation('users');
  const isOther = performed_by !== null && performed_by !== user_id;
  const other = useQuery({ ...userQuery(performed_by ?? 0), enabled: isOther });
  if (performed_by === null) return t('log.by_system');
  if (!isOther) return t('log.by_self');
  return other.data && !other.isError ? t('log.by', { name: other.data.name }) : t('log.by_id', { id: performed_by });
}
