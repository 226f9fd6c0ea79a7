import { ActionIcon, type ActionIconProps, Menu } from '@mantine/core';
import { IconDots, IconKey, IconLink, IconPencil, IconTrash, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { type ComponentPropsWithRef, useRef, useState } from 'react';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { AppMenu } from '@/ui/menus/AppMenu';
import { modalsFor, type UserModalName } from '../model/modalsFor';

const ICONS = { edit: IconPencil, password: IconKey, assign: IconLink, status: IconUserOff, delete: IconTrash };

interface Props {
  user: User;
  onOpen: (dialog: UserModalName) => void;
  /** Omits actions that have their own button next to it. */
  without?: UserModalName;
}

/** The three-dots button; its menu is only rendered once it has been opened, because there is one in every row. */
export function UserActionsMenu(props: Props) {
  const [isWanted, setWanted] = useState(false);
  return isWanted ? (
    <OpenMenu {...props} />
  ) : (
    <Dots user={props.user} aria-expanded={false} onClick={() => setWanted(true)} />
  );
}

function OpenMenu({ user, onOpen, without }: Props) {
  const { t } = useTranslation('users');
  const me = useMe();
  const button = useRef<HTMLButtonElement>(null);
  return (
    // The table would cut it off.
    <AppMenu defaultOpened withinPortal width={220} onClose={() => button.current?.focus()}>
      <Menu.Target>
        <Dots ref={button} user={user} />
      </Menu.Target>
      <Menu.Dropdown>
        {modalsFor(user, me)
          .filter((dialog) => dialog !== without)
          .map((dialog) => {
            const isDeactivated = user.status === 'deactivated';
            const Icon = dialog === 'status' && isDeactivated ? IconUserCheck : ICONS[dialog];
            return (
              <Menu.Item
                key={dialog}
                leftSection={<Icon size={17} aria-hidden />}
                {...(dialog === 'delete' && { color: 'var(--tms-bad)' })}
                onClick={() => onOpen(dialog)}
              >
                {t(
                  dialog === 'assign' && user.role === 'trainer'
                    ? 'menu.assign_trainees'
                    : dialog === 'status'
                      ? `menu.${isDeactivated ? 'activate' : 'deactivate'}`
                      : `menu.${dialog}`,
                )}
              </Menu.Item>
            );
          })}
      </Menu.Dropdown>
    </AppMenu>
  );
}

function Dots({ user, ...props }: { user: User } & ActionIconProps & ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation('users');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-haspopup="menu"
      {...props}
      aria-label={t('menu.label', { name: user.name })}
    >
      <IconDots size={18} aria-hidden />
    </ActionIcon>
  );
}
