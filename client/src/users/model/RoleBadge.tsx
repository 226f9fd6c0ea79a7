import { IconKey } from '@tabler/icons-react';
import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './RoleBadge.module.css';

/** What somebody is here. */
export function RoleBadge({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-kind={role}>
      {t(`role.${role}`)}
    </span>
  );
}

/** They have not chosen a password of their own yet. Beside names in a list a sign has to do. */
export function TemporaryBadge({ isSmall = false }: { isSmall?: boolean }) {
  const { t } = useTranslation('users');
  if (isSmall) {
    return (
      <span
        role="img"
        className={classes.sign}
        data-kind="temporary"
        aria-label={t('list.temporary')}
        title={t('list.temporary_hint')}
      >
        <IconKey size={14} aria-hidden />
      </span>
    );
  }
  return (
    <span className={classes.badge} data-kind="temporary" title={t('list.temporary_hint')}>
      {t('list.temporary')}
    </span>
  );
}
