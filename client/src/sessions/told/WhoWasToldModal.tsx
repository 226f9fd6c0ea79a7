import { Button, Text } from '@mantine/core';
import { IconBellOff, IconMailX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Person, Session, SessionNotification } from '@/api/types';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { sortedByName } from '@/people';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { AppModal } from '@/ui/modals/AppModal';
import { MAX_TOLD, toldQuery, useFreshSession } from '../model/queries';
import { isUndelivered } from './notificationText';
import { ToldPerson } from './ToldPerson';
import classes from './WhoWasToldModal.module.css';

interface Props {
  session: Session;
  opened: boolean;
  onClose: () => void;
}

/** Mails are sent without an event that would tell of it. */
const REREAD_MS = 5_000;

/** What each person was last told about a session, and whether it has reached them. */
export default function WhoWasToldModal({ session: given, opened, onClose }: Props) {
  const { t } = useTranslation('sessions');
  const session = useFreshSession(given);
  const told = useQuery({ ...toldQuery(session.id), refetchInterval: REREAD_MS });
  return (
    <AppModal opened={opened} onClose={onClose} title={t('told.title', { title: session.title })} size="lg" isTall>
      <QueryBoundary query={told}>{(all) => <People session={session} told={all} />}</QueryBoundary>
    </AppModal>
  );
}

function People({ session, told }: { session: Session; told: readonly SessionNotification[] }) {
  const { t } = useTranslation('sessions');
  const [isFiltered, setFiltered] = useState(false);
  const problems = told.filter(({ mail }) => isUndelivered(mail));
  const isNarrowed = isFiltered && problems.length > 0;
  const present = new Map([session.trainer, ...session.trainees].map((person) => [person.id, person]));
  const known = new Set(told.map(({ person }) => person.id));
  const rest = told.length < MAX_TOLD ? [...present.values()].filter(({ id }) => !known.has(id)) : [];
  const shown = new Map((isNarrowed ? problems : told).map((each) => [each.person.id, each]));
  return (
    <div className={classes.all}>
      {told.length === 0 ? (
        <EmptyState icon={IconBellOff} text={t('told.nobody')} />
      ) : (
        <>
          <div className={classes.head}>
            <Text c="dimmed" size="sm">
              {t('told.lead')}
            </Text>
            {problems.length > 0 && (
              <Button
                size="compact-sm"
                variant={isNarrowed ? 'light' : 'default'}
                aria-pressed={isNarrowed}
                leftSection={<IconMailX size={16} aria-hidden />}
                onClick={() => setFiltered(!isNarrowed)}
              >
                {t('told.problems', { count: problems.length })}
              </Button>
            )}
          </div>
          <ul className={classes.people}>
            {sortedByName([...shown.values()].map(({ person }) => person)).map(({ id }) => {
              const last = shown.get(id);
              return last && <ToldPerson key={id} session={session} last={last} isIn={present.has(id)} />;
            })}
          </ul>
          {told.length >= MAX_TOLD && (
            <Text c="dimmed" size="sm">
              {t('told.most', { count: MAX_TOLD })}
            </Text>
          )}
        </>
      )}
      {rest.length > 0 && !isNarrowed && <Rest people={rest} />}
    </div>
  );
}

/** Those who were told nothing. */
function Rest({ people }: { people: readonly Person[] }) {
  const { t } = useTranslation('sessions');
  return (
    <section>
      <h3 className={classes.title}>{t('told.rest', { count: people.length })}</h3>
      <p className={classes.names}>{sortedByName(people).map(personName).join(', ')}</p>
      <Text c="dimmed" size="sm">
        {t('told.rest_hint')}
      </Text>
    </section>
  );
}
