import { Anchor, Group } from '@mantine/core';
import { IconCalendarX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { hasCode } from '@/api/problem';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { isDeleted, personName } from '@/i18n/personName';
import { useOwnFields } from '@/people';
import { useShownValues } from '@/ui/customFields/useShownValues';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { useBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import { AnchorLink, ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Panel } from '@/ui/layout/Panel';
import { sessionQuery } from '../model/queries';
import { ByWhom } from '../parts/ByWhom';
import { JoinCard } from '../parts/JoinCard';
import { Seats } from '../parts/SessionRow';
import { SessionTime } from '../parts/SessionTime';
import { StatusBadge } from '../parts/StatusBadge';
import { AddToCalendar } from './AddToCalendar';
import { SessionActions } from './SessionActions';
import { SessionModals } from './SessionModals';
import classes from './SessionPage.module.css';
import { OwnMark, SessionRoster } from './SessionRoster';

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
  const may = usePermissions();
  const { dialog } = useSearch({ from: '/_app/sessions/$sessionId' });
  const navigate = useNavigate({ from: '/sessions/$sessionId' });
  const onClose = () => void navigate({ search: {}, replace: true, resetScroll: false });
  useBreadcrumbTitle(session.title);
  if (!may.planSessions) return <ForTrainee session={session} />;
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
        <SessionActions session={session} mayChange={may.changeSession(session)} />
      </PageHeader>
      <div className={classes.columns}>
        <SessionRoster session={session} mayChange={may.editSession(session)} />
        <SessionDetails session={session} />
      </div>
      {may.changeSession(session) && <SessionModals session={session} dialog={dialog} onClose={onClose} />}
    </>
  );
}

/** A session as its trainees see it: first how to get there, then their mark and the rest. */
function ForTrainee({ session }: { session: Session }) {
  const me = useMe();
  const mark = session.attendance.find(({ trainee_id }) => trainee_id === me.id);
  return (
    <>
      <PageHeader title={session.title} lead={<StatusBadge session={session} />} />
      <div className={classes.stack}>
        <JoinCard session={session} />
        {mark && <OwnMark session={session} mark={mark} />}
        <SessionDetails session={session} />
      </div>
    </>
  );
}

/** The session was deleted, or the user removed from it, while it was on the screen; or it was never theirs to see. */
function Gone({ title }: { title: string | undefined }) {
  const { t } = useTranslation('sessions');
  useBreadcrumbTitle(title);
  return (
    <>
      <PageHeader title={title ?? t('gone.never_title')} />
      <EmptyState
        icon={IconCalendarX}
        {...(title !== undefined && { title: t('gone.title') })}
        text={t(title === undefined ? 'gone.never_text' : 'gone.text')}
      >
        <ButtonLink to="/sessions">{t('gone.back')}</ButtonLink>
      </EmptyState>
    </>
  );
}

/** A session's details, apart from its trainees. Trainees see when, where and with whom above. */
function SessionDetails({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { planSessions } = usePermissions();
  const own = useShownValues(useOwnFields('session'), session.custom);
  const { trainer, description, duration_minutes, class_link, location, time_zone, status_reason } = session;
  return (
    <Panel title={t('details.title')}>
      <dl className={classes.facts}>
        {status_reason && (
          <Fact name={t('details.reason')}>
            <span className={classes.description}>{status_reason}</span>
          </Fact>
        )}
        {location && planSessions && (
          <Fact name={t('form.location')}>
            <span dir="auto">{location}</span>
          </Fact>
        )}
        <Fact name={t('details.length')}>{t('details.minutes', { count: duration_minutes })}</Fact>
        <Fact name={t('form.time_zone')}>{time_zone.replaceAll('_', ' ')}</Fact>
        {planSessions && (
          <Fact name={t('form.trainer')}>
            {isDeleted(trainer) ? (
              personName(trainer)
            ) : (
              <AnchorLink to="/users/$userId" params={{ userId: String(trainer.id) }}>
                {trainer.name}
              </AnchorLink>
            )}
          </Fact>
        )}
        <Fact name={t('form.capacity')}>
          <Seats session={session} />
        </Fact>
        {class_link && planSessions && (
          <Fact name={t('form.class_link')}>
            <Anchor href={class_link} target="_blank" rel="noopener noreferrer">
              {class_link}
            </Anchor>
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
        {planSessions && (
          <>
            <Record session={session} />
            <Fact name={t('told.details')}>
              <AnchorLink
                to="/sessions/$sessionId"
                params={{ sessionId: String(session.id) }}
                search={{ dialog: 'told' }}
                resetScroll={false}
              >
                {t('told.open')}
              </AnchorLink>
            </Fact>
          </>
        )}
      </dl>
      {session.status === 'scheduled' && (
        <Group mt="md">
          <AddToCalendar session={session} />
        </Group>
      )}
    </Panel>
  );
}

/** Who created the session, and who completed or cancelled it. */
function Record({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { status, closed_by, closed_at, created_by, created_at } = session;
  return (
    <>
      {status !== 'scheduled' && closed_at && (
        <Fact name={t(`phase.${status}`)}>
          <ByWhom session={session} by={closed_by} at={closed_at} />
        </Fact>
      )}
      {created_by !== null && (
        <Fact name={t('details.created')}>
          <ByWhom session={session} by={created_by} at={created_at} />
        </Fact>
      )}
    </>
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
