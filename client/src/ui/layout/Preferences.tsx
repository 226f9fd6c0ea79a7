import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { LANGUAGES, type Language, setLanguage, useTranslation } from '@/i18n';
import { retryWhenBack } from '../chunks/lazyWithRetry';
import classes from './Preferences.module.css';

/** Language and appearance, for those who are not signed in. */
export function Preferences() {
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
