import { ActionIcon, Button, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { LANGUAGES, type Language, setLanguage, useTranslation } from '@/i18n';
import { useOrganisation } from '@/i18n/organisation';
import { retryWhenBack } from '../chunks/lazyWithRetry';
import { Brand } from './Brand';
import classes from './CenteredCardPage.module.css';
import { PageHeader } from './PageHeader';

/** A page outside the shell: one card in the middle. */
export function CenteredCardPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { name } = useOrganisation();
  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <div className={classes.brand}>
          <Brand />
          <Text fw={600}>{name || t('product')}</Text>
        </div>
        <div className={classes.card}>
          <PageHeader title={title} lead={lead} />
          {children}
        </div>
      </main>
      <footer className={classes.footer}>
        <Preferences />
      </footer>
    </div>
  );
}

/** Language and appearance, for users who are not signed in. */
function Preferences() {
  const { t, language } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const other = isDark ? 'light' : 'dark';
  return (
    <div className={classes.preferences}>
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <Button
          key={code}
          lang={code}
          size="compact-sm"
          variant="subtle"
          className={classes.language}
          aria-current={language === code ? 'true' : undefined}
          onClick={() => void retryWhenBack(() => setLanguage(code as Language))}
        >
          {name}
        </Button>
      ))}
      <ActionIcon
        variant="subtle"
        className={classes.language}
        aria-label={`${t('user_menu.theme')}: ${t(`user_menu.${other}`)}`}
        onClick={() => setColorScheme(other)}
      >
        {isDark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </div>
  );
}
