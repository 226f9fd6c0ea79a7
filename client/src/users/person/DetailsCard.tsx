import type { CustomField, User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { numberOf } from '@/i18n/formatNumbers';
import { useOwnFields } from '@/people';
import { Card } from './Card';
import classes from './Card.module.css';

/** The external id and the values of the organisation's own fields; nothing if there are none. */
export function DetailsCard({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const shown = (field: CustomField) => {
    const value = user.custom[field.key];
    if (typeof value === 'boolean') return core(value ? 'answer.yes' : 'answer.no');
    if (typeof value === 'number') return numberOf(value);
    return field.type === 'date' ? dateOf(`${value}T12:00:00Z`, 'UTC') : value;
  };
  const known = useOwnFields('user').filter(({ key }) => (user.custom[key] ?? null) !== null);
  const details = [
    ...(user.external_id ? [{ key: 'external_id', label: t('account.external_id'), value: user.external_id }] : []),
    ...known.map((field) => ({ key: `custom:${field.key}`, label: field.label, value: shown(field) })),
  ];
  if (details.length === 0) return null;
  return (
    <Card title={t('person.details')}>
      <dl className={classes.details}>
        {details.map(({ key, label, value }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
