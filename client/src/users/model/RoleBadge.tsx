import { IconKey, IconUserOff } from '@tabler/icons-react';
import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './RoleBadge.module.css';

/** A user's role. */
export function RoleBadge({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-kind={role}>
      {t(`role.${role}`)}
    </span>
  );
}

/** Shows that a user has been deactivated. In lists it is only an icon. */
export function DeactivatedBadge({ isSmall = false }: { isSmall?: boolean }) {
  const { t } = useTranslation('users');
  if (isSmall) {
    return (
      <span
        role="img"
        className={classes.sign}
        data-kind="deactivated"
        aria-label={t('list.deactivated')}
        title={t('list.deactivated_hint')}
      >
        <IconUserOff size={14} aria-hidden />
      </span>
    );
  }
  return (
    <span className={classes.badge} data-kind="deactivated" title={t('list.deactivated_hint')}>
      {t('list.deactivated')}
    </span>
  );
}

/** Shows that a user still has a temporary password. In lists it is only an icon. */
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
