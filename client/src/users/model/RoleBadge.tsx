import { IconKey, type IconProps, IconUserOff } from '@tabler/icons-react';
import type { ComponentType } from 'react';
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
export const DeactivatedBadge = ({ isSmall }: { isSmall?: boolean }) => (
  <StateBadge kind="deactivated" Icon={IconUserOff} isSmall={isSmall} />
);

/** Shows that a user still has a temporary password. In lists it is only an icon. */
export const TemporaryBadge = ({ isSmall }: { isSmall?: boolean }) => (
  <StateBadge kind="temporary" Icon={IconKey} isSmall={isSmall} />
);

interface StateBadgeProps {
  kind: 'deactivated' | 'temporary';
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
