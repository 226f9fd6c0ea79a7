import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { type ComponentPropsWithRef, Suspense, useState } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import classes from './PersonButton.module.css';

const load = () => import('./UserMenu');
const UserMenu = lazyWithRetry(load);
/** Cannot be preloaded without a server; opening it then says so. */
const prepare = () => void load().catch(() => undefined);

export const initialsOf = (first: string, last: string) =>
  `${[...first.trim()][0] ?? ''}${[...last.trim()][0] ?? ''}`.toUpperCase();

/** The user, as a round button. */
export function PersonButton(props: UnstyledButtonProps & ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  const { name, first_name, last_name } = useMe();
  return (
    <UnstyledButton
      aria-haspopup="menu"
      {...props}
      className={classes.person}
      data-initials={initialsOf(first_name, last_name)}
      aria-label={t('user_menu.label', { name })}
    />
  );
}

/** The same with its menu, whose code is loaded just before it is opened. */
export function PersonWithMenu() {
  const [isWanted, setWanted] = useState(false);
  const button = <PersonButton onClick={() => setWanted(true)} onPointerEnter={prepare} onFocus={prepare} />;
  return isWanted ? (
    <Suspense fallback={button}>
      <UserMenu />
    </Suspense>
  ) : (
    button
  );
}
