import { IconKey, IconLock, IconMail, type IconProps, IconUserOff } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Role, User } from '@/api/types';
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

const ICONS = { invited: IconMail, no_sign_in: IconLock, deactivated: IconUserOff, temporary: IconKey };

/** Shows that a user cannot sign in (yet), or has a temporary password; nothing for others. In lists it is only an icon. */
export function StatusBadge({ user, isSmall }: { user: User; isSmall?: boolean }) {
  const kind = user.status === 'active' ? user.is_temporary_password && 'temporary' : user.status;
  return kind && <StateBadge kind={kind} Icon={ICONS[kind]} isSmall={isSmall} />;
}

interface StateBadgeProps {
  kind: keyof typeof ICONS;
  Icon: ComponentType<IconProps>;
  isSmall: boolean | undefined;
}

function StateBadge({ kind, Icon, isSmall = false }: StateBadgeProps) {
  const { t } = useTranslation('users');
  const [label, hint] = [t(`list.${kind}`), t(`list.${kind}_hint`)];
  if (!isSmall) {
    return (
      <span className={classes.badge} data-kind={kind} title={hint}>
        {label}
      </span>
    );
  }
  return (
    <span role="img" className={classes.sign} data-kind={kind} aria-label={label} title={hint}>
      <Icon size={14} aria-hidden />
    </span>
  );
}
