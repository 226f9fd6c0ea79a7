import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconKey, IconKeyboard, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useAuth, useMe } from '@/auth/AuthContext';
import { chooseLanguage } from '@/auth/chooseLanguage';
import { LANGUAGES, type Language, useTranslation } from '@/i18n';
import { AppMenu } from '@/ui/menus/AppMenu';
import { openOverlay } from './overlays/overlayStore';
import { PersonButton } from './PersonButton';
import classes from './UserMenu.module.css';

const SCHEMES = ['light', 'dark', 'auto'] as const;

/** The user menu: account, appearance, language, and signing out. */
export default function UserMenu() {
  const { t, language } = useTranslation();
  const { signOut } = useAuth();
  const me = useMe();
  const button = useRef<HTMLButtonElement>(null);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <AppMenu defaultOpened width={250} onClose={() => button.current?.focus()}>
      <Menu.Target>
        <PersonButton ref={button} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.who}>
          <strong>{me.name}</strong>
          <span>{t(`role.${me.role}`)}</span>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={18} />}>
          {t('user_menu.account')}
        </Menu.Item>
        <Menu.Item component={Link} to="/account/password" leftSection={<IconKey size={18} />}>
          {t('user_menu.password')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={18} />} onClick={() => openOverlay('help')}>
          {t('help.title')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('user_menu.theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false}>
              {t(`user_menu.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t('user_menu.language')}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(code) => void chooseLanguage(code as Language)}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <Menu.RadioItem key={code} value={code} lang={code} closeMenuOnClick={false}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={signOut}>
          {t('action.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </AppMenu>
  );
}
