import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconKey,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebar,
  IconLogout,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react';
import { useAuth } from '@/auth/AuthContext';
import type { Action, Words } from '@/feature/registry';
import { LANGUAGES, type Language, useTranslation } from '@/i18n';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { openOverlay, sidebar } from './overlayStore';

const SCHEMES: [MantineColorScheme, string, string, TablerIcon, Words][] = [
  ['light', 'Light appearance', 'Aspeto claro', IconSun, { en: ['light', 'light mode'], pt: ['claro', 'modo claro'] }],
  ['dark', 'Dark appearance', 'Aspeto escuro', IconMoon, { en: ['dark', 'dark mode'], pt: ['escuro', 'modo escuro'] }],
  [
    'auto',
    'Appearance of the device',
    'Aspeto do dispositivo',
    IconDeviceDesktop,
    { en: ['match device', 'system'], pt: ['igual ao dispositivo', 'sistema'] },
  ],
];

const NAMES: Record<Language, Words> = {
  en: { en: ['english', 'language english'], pt: ['inglês', 'idioma inglês'] },
  pt: { en: ['portuguese', 'language portuguese'], pt: ['português', 'portugues', 'idioma português'] },
};

/** The commands of the shell: what is in the user menu. */
export function useOwnCommands(): Action[] {
  const { language } = useTranslation();
  const { signOut } = useAuth();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return [
    ...SCHEMES.filter(([scheme]) => scheme !== colorScheme).map(([scheme, en, pt, icon, words]) => ({
      id: `theme-${scheme}`,
      label: { en, pt },
      words,
      icon,
      run: () => setColorScheme(scheme),
    })),
    ...Object.entries(LANGUAGES)
      .filter(([code]) => code !== language)
      .map(([code, name]) => ({
        id: `language-${code}`,
        label: { en: `Language: ${name}`, pt: `Idioma: ${name}` },
        words: NAMES[code as Language],
        icon: IconLanguage,
        run: () =>
          void retryWhenBack(async () => (await import('@/auth/chooseLanguage')).chooseLanguage(code as Language)),
      })),
    {
      id: 'password',
      label: { en: 'Change password', pt: 'Alterar palavra-passe' },
      words: { en: ['change my password', 'my password'], pt: ['mudar palavra-passe', 'senha'] },
      icon: IconKey,
      run: ({ navigate }) => navigate('/account/password'),
    },
    {
      id: 'sidebar',
      label: { en: 'Collapse or expand the menu', pt: 'Recolher ou expandir o menu' },
      words: { en: ['sidebar', 'menu'], pt: ['barra lateral', 'menu'] },
      icon: IconLayoutSidebar,
      run: sidebar.toggle,
    },
    {
      id: 'shortcuts',
      label: { en: 'Keyboard shortcuts', pt: 'Atalhos de teclado' },
      words: { en: ['help'], pt: ['ajuda'] },
      icon: IconKeyboard,
      shortcut: '?',
      opensDialog: true,
      run: () => openOverlay('help'),
    },
    {
      id: 'sign-out',
      label: { en: 'Sign out', pt: 'Sair' },
      words: { en: ['log out', 'logout'], pt: ['terminar sessão', 'encerrar sessão'] },
      icon: IconLogout,
      run: signOut,
    },
  ];
}
