import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MailStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { PersonRow } from '@/people';
import { Panel } from '@/ui/layout/Panel';
import classes from '../frame/System.module.css';

/** More would push the list of mails out of sight. */
const FEW = 3;

/** People whose address a mail server has refused: the way to their page, where it can be corrected. */
export function RefusedAddresses({ status: { refused, refused_count } }: { status: MailStatus }) {
  const { t } = useTranslation('system');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? refused : refused.slice(0, FEW);
  return (
    <Panel className={classes.panel} title={t('refused.title')} note={refused_count}>
      <p className={classes.lead}>{t('refused.text')}</p>
      <ul className={classes.people}>
        {shown.map(({ user, address, error, refused_at }) => (
          <PersonRow
            key={user.id}
            person={user}
            hint={
              <>
                <span className={classes.address}>{address}</span>
                {` · ${t('refused.on', { date: dateOf(refused_at) })} · `}
                <span lang="en">{error}</span>
              </>
            }
          />
        ))}
      </ul>
      {refused.length > shown.length && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setWhole(true)}>
            {t('refused.show_all', { count: refused.length })}
          </Button>
        </div>
      )}
      {isWhole && refused_count > refused.length && (
        <p className={classes.lead}>{t('refused.more', { count: refused_count - refused.length })}</p>
      )}
    </Panel>
  );
}
