import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { AnchorLink } from '@/ui/layout/links';
import { Seats } from '../parts/SessionRow';
import classes from './SessionPage.module.css';

/** What is known about a session, apart from its people. */
export function SessionDetails({ session }: { session: Session }) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  const { trainer, description, duration_minutes, class_link, time_zone } = session;
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
          {role === 'trainee' ? (
            trainer.name
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
        {description && (
          <Fact name={t('form.description')}>
            <span className={classes.description}>{description}</span>
          </Fact>
        )}
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
