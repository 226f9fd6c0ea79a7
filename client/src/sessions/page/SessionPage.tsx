import { Anchor } from '@mantine/core';
import { IconCalendarX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { hasCode } from '@/api/problem';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { isDeleted, personName } from '@/i18n/personName';
import { useOwnFields } from '@/people';
import { useShownValues } from '@/ui/customFields/useShownValues';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { useBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { sessionQuery } from '../model/queries';
import { mayChange, mayReschedule } from '../model/sessionPhase';
import { Seats } from '../parts/SessionRow';
import { SessionTime } from '../parts/SessionTime';
import { StatusBadge } from '../parts/StatusBadge';
import { SessionActions } from './SessionActions';
import { SessionModals } from './SessionModals';
import classes from './SessionPage.module.css';
import { SessionRoster } from './SessionRoster';

/** One session: details, trainees and actions. */
export default function SessionPage() {
  const { sessionId } = useParams({ from: '/_app/sessions/$sessionId' });
  const id = Number(sessionId);
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const session = useQuery({ ...sessionQuery(id), enabled: isNumber });
  // The cached session remains after it was deleted; the error says that it is gone.
  if (!isNumber || hasCode(session.error, 'not_found')) return <Gone title={session.data?.title} />;
  return <QueryBoundary query={session}>{(known) => <Shown session={known} />}</QueryBoundary>;
}

function Shown({ session }: { session: Session }) {
  const me = useMe();
  useBreadcrumbTitle(session.title);
  const isChangeable = mayChange(me, session);
  return (
    <>
      <PageHeader
        title={session.title}
        lead={
          <span className={classes.lead}>
            <StatusBadge session={session} />
            <SessionTime session={session} />
          </span>
        }
      >
        <SessionActions session={session} mayChange={isChangeable} />
      </PageHeader>
      <div className={classes.columns}>
        <SessionRoster session={session} mayChange={mayReschedule(me, session)} />
        <SessionDetails session={session} />
      </div>
      {isChangeable && <SessionModals session={session} />}
    </>
  );
}

function Gone({ title }: { title: string | undefined }) {
  const { t } = useTranslation('sessions');
  return (
    <>
      <PageHeader title={title ?? t('gone.title')} />
      <EmptyState icon={IconCalendarX} title={t('gone.title')} text={t('gone.text')}>
        <ButtonLink to="/sessions">{t('gone.back')}</ButtonLink>
      </EmptyState>
    </>
  );
}

/** A session's details, apart from its trainees. */
function SessionDetails({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  const own = useShownValues(useOwnFields('session'), session.custom);
  const { trainer, description, duration_minutes, class_link, time_zone, status_reason } = session;
  return (
    <section className={classes.card} aria-labelledby="session-details">
      <div className={classes.cardHead}>
        <h2 id="session-details" className={classes.heading}>
          {t('details.title')}
        </h2>
      </div>
      <dl className={classes.facts}>
        <Fact name={t('details.length')}>{t('details.minutes', { count: duration_minutes })}</Fact>
        <Fact name={t('form.time_zone')}>{time_zone.replaceAll('_', ' ')}</Fact>
        <Fact name={t('form.trainer')}>
          {role === 'trainee' || isDeleted(trainer) ? (
            personName(trainer)
          ) : (
            <AnchorLink to="/users/$userId" params={{ userId: String(trainer.id) }}>
              {trainer.name}
            </AnchorLink>
          )}
        </Fact>
        <Fact name={t('form.capacity')}>
          <Seats session={session} />
        </Fact>
        {class_link && (
          <Fact name={t('form.class_link')}>
            <Anchor href={class_link} target="_blank" rel="noopener noreferrer">
              {class_link}
            </Anchor>
          </Fact>
        )}
        {status_reason && (
          <Fact name={t('details.reason')}>
            <span className={classes.description}>{status_reason}</span>
          </Fact>
        )}
        {description && (
          <Fact name={t('form.description')}>
            <span className={classes.description}>{description}</span>
          </Fact>
        )}
        {own.map(({ key, label, value }) => (
          <Fact key={key} name={label}>
            {value}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
