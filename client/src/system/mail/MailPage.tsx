import { Button } from '@mantine/core';
import { IconMailFast, IconMailOff } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { MailStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { PersonSelect } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { FilterBar } from '@/ui/layout/FilterBar';
import { ButtonLink } from '@/ui/layout/links';
import { Pager } from '@/ui/layout/Pager';
import { SystemHeader } from '../frame/SystemHeader';
import { MAIL_STATES, type OutboxSearch } from '../model/search';
import { mailStatusQuery, outboxQuery } from '../model/systemQueries';
import classes from './MailPage.module.css';
import { OutboxTable } from './OutboxTable';
import { RefusedAddresses } from './RefusedAddresses';
import { StatusNotices } from './StatusNotices';
import { TestMail } from './TestMail';
import { useOutbox } from './useOutbox';

const PAGE_SIZE = 50;

const filtersOf = ({ state, to, page = 1 }: OutboxSearch) => ({
  status: state,
  user_id: to,
  skip: (page - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
});

/** The outbox: which mails wait, were sent or have failed, and whether mails get out at all. */
export default function MailPage() {
  const { t } = useTranslation('system');
  const search = useSearch({ from: '/_app/system/' });
  const navigate = useNavigate({ from: '/system' });
  const { data: status } = useQuery(mailStatusQuery());
  const isBusy = status !== undefined && status.held + status.queued + status.sending > 0;
  const mails = useQuery({ ...outboxQuery(filtersOf(search), isBusy), placeholderData: keepPreviousData });
  const { retry, retryAll, test, testId, closeTest } = useOutbox();
  const choose = (choice: OutboxSearch) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...choice }), replace: true, resetScroll: false });
  return (
    <>
      <SystemHeader area="mail" lead={status && <Delivery status={status} />}>
        <Button
          leftSection={<IconMailFast size={18} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('mail.test')}
        </Button>
      </SystemHeader>
      {testId !== null && <TestMail key={testId} id={testId} isFile={status?.server === null} onClose={closeTest} />}
      {status && <StatusNotices status={status} />}
      {status && status.refused.length > 0 && <RefusedAddresses status={status} />}
      <FilterBar>
        <NativeSelectField
          label={t('mail.state')}
          value={search.state ?? ''}
          onChange={({ currentTarget }) =>
            choose({ state: MAIL_STATES.find((state) => state === currentTarget.value) })
          }
          data={[
            { value: '', label: t('mail.all_states') },
            ...MAIL_STATES.map((state) => ({
              value: state,
              label: labelOf(
                t(`state.${state === 'sent' && status?.server === null ? 'filed' : state}`),
                state,
                status,
              ),
            })),
          ]}
        />
        <PersonSelect
          className={classes.person}
          label={t('mail.to')}
          placeholder={t('mail.anybody')}
          value={search.to ?? null}
          clearable
          onChange={(id) => choose({ to: id ?? undefined })}
        />
        {status !== undefined && status.failed > 0 && (
          <Button
            className={classes.all}
            variant="default"
            loading={retryAll.isPending}
            onClick={() => retryAll.mutate()}
          >
            {t('mail.retry_all', { count: status.failed })}
          </Button>
        )}
      </FilterBar>
      <QueryBoundary query={mails} skeleton={<LinesSkeleton lines={10} height={56} />}>
        {({ items, total, next }) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconMailOff}
              title={t('mail.none_title')}
              text={t(search.state || search.to ? 'mail.none_filtered' : 'mail.none')}
            >
              {(search.state || search.to || search.page) && (
                <ButtonLink to="/system" search={{}} variant="default">
                  {t('mail.show_all')}
                </ButtonLink>
              )}
            </EmptyState>
          ) : (
            <>
              <OutboxTable mails={items} isOld={mails.isPlaceholderData} onRetry={retry.mutate} />
              <Pager
                page={search.page ?? 1}
                size={PAGE_SIZE}
                shown={items.length}
                total={total}
                hasNext={next !== null}
                queryOf={(page) => outboxQuery(filtersOf({ ...search, page }), isBusy)}
              />
            </>
          )
        }
      </QueryBoundary>
      <p className={classes.note}>{t('mail.note')}</p>
    </>
  );
}

/** “Failed (3)”: only states that somebody may have to look after are counted. */
const labelOf = (label: string, state: (typeof MAIL_STATES)[number], status: MailStatus | undefined) => {
  const count = state === 'sent' ? 0 : (status?.[state] ?? 0);
  return count > 0 ? `${label} (${count})` : label;
};

/** How mails get out. */
function Delivery({ status: { server, sender } }: { status: MailStatus }) {
  const { t } = useTranslation('system');
  return server === null ? t('mail.by_files') : t('mail.by_server', { server, sender });
}
