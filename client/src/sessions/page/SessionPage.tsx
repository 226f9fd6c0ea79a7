import { IconCalendarX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { hasCode } from '@/api/problem';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { useBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { sessionQuery } from '../model/queries';
import { SessionTime } from '../parts/SessionTime';
import { StatusBadge } from '../parts/StatusBadge';
import { SessionActions } from './SessionActions';
import { SessionDetails } from './SessionDetails';
import { SessionModals } from './SessionModals';
import classes from './SessionPage.module.css';
import { SessionRoster } from './SessionRoster';

/** One session: when and where, who takes part, and what can be done about it. */
export default function SessionPage() {
  const { sessionId } = useParams({ from: '/_app/sessions/$sessionId/' });
  const id = Number(sessionId);
  const isNumber = Number.isSafeInteger(id) && id > 0;
  const session = useQuery({ ...sessionQuery(id), enabled: isNumber });
  // What is shown stays known after it is gone; the refusal is the news.
  if (!isNumber || hasCode(session.error, 'not_found')) return <Gone title={session.data?.title} />;
  return <QueryBoundary query={session}>{(known) => <Shown session={known} />}</QueryBoundary>;
}

/** Whether one may change a session: admins all, trainers their own. */
export const leads = (me: { id: number; role: string }, session: Session) =>
  me.role === 'admin' || (me.role === 'trainer' && session.trainer_id === me.id);

function Shown({ session }: { session: Session }) {
  const me = useMe();
  useBreadcrumbTitle(session.title);
  const mayChange = leads(me, session);
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
        <SessionActions session={session} mayChange={mayChange} />
      </PageHeader>
      <div className={classes.columns}>
        <SessionRoster session={session} mayChange={mayChange} />
        <SessionDetails session={session} />
      </div>
      {mayChange && <SessionModals session={session} />}
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
