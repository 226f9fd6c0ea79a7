import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './badges.module.css';

/** What somebody is here. */
export function RoleBadge({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-kind={role}>
      {t(`role.${role}`)}
    </span>
  );
}

/** They have not chosen a password of their own yet. */
export function TemporaryBadge() {
  const { t } = useTranslation('users');
  return (
    <span className={classes.badge} data-kind="temporary" title={t('list.temporary_hint')}>
      {t('list.temporary')}
    </span>
  );
}
