import { IconChevronRight, IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithRef, useEffect, useState } from 'react';
import type { Organisation, SessionCounts, User, UserCounts } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { browserStorage } from '@/lib/storage';
import { Panel } from '@/ui/layout/Panel';
import classes from './FirstSteps.module.css';

/** The account that the product itself made, which nobody has put their name to yet. */
export const isNobodys = ({ email, first_name }: User) => email.endsWith('@localhost') && first_name === 'System';

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

interface Known {
  me: User;
  organisation: Organisation;
  people: UserCounts;
  sessions: SessionCounts;
}

export type Steps = ReturnType<typeof stepsOf>;

/** What a new organisation needs, and whether that is there. */
export const stepsOf = ({ me, organisation, people, sessions }: Known) => ({
  account: !me.email.endsWith('@localhost'),
  organisation: organisation.name !== '',
  people: people.trainer + people.trainee > 0,
  session: sumOf({ ...sessions }) > 0,
});

/** Whether somebody is still setting up: a step is left, and no session has been completed yet. */
export const isFirstRun = (steps: Steps, sessions: SessionCounts) =>
  sessions.completed === 0 && Object.values(steps).includes(false);

/** The storage key for whether the organisation was still being set up when the home page was last shown. */
const FIRST_RUN = 'tms.home.first';

/** Whether somebody was still setting up when this was last known, which it says now (null: not known yet). */
export function useWasFirstRun(isFirst: boolean | null): boolean {
  const me = useMe();
  const [was] = useState(() => isNobodys(me) || browserStorage.get(FIRST_RUN) !== null);
  useEffect(() => {
    if (isFirst) browserStorage.set(FIRST_RUN, '1');
    else if (isFirst === false) browserStorage.remove(FIRST_RUN);
  }, [isFirst]);
  return was;
}

const Step = createLink((props: ComponentPropsWithRef<'a'>) => <a {...props} className={classes.step} />);

/** The first steps in a new organisation. It goes away by itself with the last of them. */
export function FirstSteps({ steps }: { steps: Steps }) {
  const { t } = useTranslation('dashboard');
  const done = Object.values(steps).filter(Boolean).length;
  return (
    <Panel title={t('first.title')} note={t('first.progress', { done, all: Object.keys(steps).length })}>
      <ol className={classes.steps}>
        <li>
          <Step to="/account">
            <Words name="account" isDone={steps.account} />
          </Step>
        </li>
        <li>
          <Step to="/organisation">
            <Words name="organisation" isDone={steps.organisation} />
          </Step>
        </li>
        <li>
          <Step to="/users" search={{ create: true }}>
            <Words name="people" isDone={steps.people} />
          </Step>
        </li>
        <li>
          <Step to="/sessions" search={{ create: true }}>
            <Words name="session" isDone={steps.session} />
          </Step>
        </li>
      </ol>
    </Panel>
  );
}

function Words({ name, isDone }: { name: keyof Steps; isDone: boolean }) {
  const { t } = useTranslation('dashboard');
  const Icon = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <>
      <Icon size={22} className={classes.icon} data-done={isDone || undefined} aria-hidden />
      <span className={classes.words}>
        <strong>{t(`first.${name}`)}</strong>
        <span>{isDone ? t('first.done') : t(`first.${name}_text`)}</span>
      </span>
      <IconChevronRight size={18} className={classes.arrow} aria-hidden />
    </>
  );
}
