import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useOwnFields } from '@/people';
import { useShownValues } from '@/ui/customFields/useShownValues';
import { Panel } from '@/ui/layout/Panel';
import classes from './Card.module.css';

/** The external id and the values of the organisation's own fields; nothing if there are none. */
export function DetailsCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const own = useShownValues(useOwnFields('user'), user.custom);
  const details = [
    ...(user.external_id ? [{ key: 'external_id', label: t('account.external_id'), value: user.external_id }] : []),
    ...own,
  ];
  if (details.length === 0) return null;
  return (
    <Panel title={t('person.details')}>
      <dl className={classes.details}>
        {details.map(({ key, label, value }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
