import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockRange, longDate, zonePhrase } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { sortedByName } from '@/people';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { sessionQuery } from '../model/queries';
import classes from './SheetPage.module.css';
import './sheet.css';

const route = getRouteApi('/_app/sessions/$sessionId/sheet');
const DEFAULT_BLANK_ROWS = 5;
const MAX_BLANK_ROWS = 60;

/** A printable sign-in sheet. */
export default function SheetPage() {
  const { t } = useTranslation('sessions');
  const { sessionId } = route.useParams();
  const session = useQuery(sessionQuery(Number(sessionId)));
  const [typed, setTyped] = useState(String(DEFAULT_BLANK_ROWS));
  const blanks = Math.max(0, Math.min(MAX_BLANK_ROWS, Math.trunc(Number(typed)) || 0));
  return (
    <>
      <div className={classes.bar}>
        <PageHeader title={t('sheet.title')} lead={t('sheet.lead')}>
          <TextInput
            type="number"
            w="8rem"
            label={t('sheet.blanks')}
            min={0}
            max={MAX_BLANK_ROWS}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <ButtonLink
            variant="default"
            mt="auto"
            leftSection={<IconArrowLeft size={18} aria-hidden />}
            to="/sessions/$sessionId"
            params={{ sessionId }}
          >
            {t('sheet.back')}
          </ButtonLink>
          <Button mt="auto" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => print()}>
            {t('sheet.print')}
          </Button>
        </PageHeader>
      </div>
      <QueryBoundary query={session} skeleton={<Skeleton height="40rem" maw="52rem" />}>
        {(found) => <Sheet session={found} blanks={blanks} />}
      </QueryBoundary>
    </>
  );
}

function Sheet({ session, blanks }: { session: Session; blanks: number }) {
  const { t } = useTranslation('sessions');
  const people = sortedByName(session.trainees);
  const { time_zone: zone, scheduled_date: start } = session;
  const rows = [...people.map(personName), ...Array.from({ length: blanks }, () => '')];
  return (
    <article className={classes.sheet}>
      <h2>{session.title}</h2>
      <dl className={classes.facts}>
        <dt>{t('sheet.when')}</dt>
        <dd>{`${longDate(start, zone)}, ${clockRange(start, session.ends_at, zone)}, ${zonePhrase(zone)}`}</dd>
        {session.location && (
          <>
            <dt>{t('sheet.where')}</dt>
            <dd dir="auto">{session.location}</dd>
          </>
        )}
        <dt>{t('sheet.trainer')}</dt>
        <dd>{personName(session.trainer)}</dd>
        <dt>{t('sheet.trainees')}</dt>
        <dd>{session.trainee_count}</dd>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('sheet.table')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" className={classes.number}>
                {t('sheet.number')}
              </th>
              <th scope="col">{t('sheet.name')}</th>
              <th scope="col" className={classes.signature}>
                {t('sheet.signature')}
              </th>
              <th scope="col" className={classes.time}>
                {t('sheet.time_in')}
              </th>
              <th scope="col">{t('sheet.note')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((name, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: blank rows have no identity
              <tr key={row}>
                <td className={classes.number}>{row + 1}</td>
                {name ? <th scope="row">{name}</th> : <td />}
                <td />
                <td />
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={classes.signed}>
        <span>{t('sheet.signed_by', { name: personName(session.trainer) })}</span>
        <span>{t('sheet.signed_on')}</span>
      </div>
    </article>
  );
}
