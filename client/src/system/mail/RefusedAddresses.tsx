import type { MailStatus } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { PersonRow } from '@/people';
import { Panel } from '@/ui/layout/Panel';
import classes from '../frame/System.module.css';

/** People whose address a mail server has refused: the way to their page, where it can be corrected. */
export function RefusedAddresses({ status: { refused, refused_count } }: { status: MailStatus }) {
  const { t } = useTranslation('system');
  return (
    <Panel className={classes.panel} title={t('refused.title')} note={refused_count}>
      <p className={classes.lead}>{t('refused.text')}</p>
      <ul className={classes.people}>
        {refused.map(({ user, address, error, refused_at }) => (
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
      {refused_count > refused.length && (
        <p className={classes.lead}>{t('refused.more', { count: refused_count - refused.length })}</p>
      )}
    </Panel>
  );
}
