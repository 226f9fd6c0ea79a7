import { useMantineColorScheme } from '@mantine/core';
import { IconKey, IconKeyboard, IconLanguage, IconLogout, IconSunMoon, type TablerIcon } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useAuth, useMe } from '@/auth/AuthContext';
import { featuresFor, type SearchHit } from '@/feature/registry';
import { LANGUAGES, type Language, labelText, setLanguage, useTranslation } from '@/i18n';
import { fold } from '@/lib/text';
import { expectDialog } from '@/lib/typeAhead';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { openOverlay } from './overlayStore';

/** An entry of the command bar. */
export interface CommandChoice {
  id: string;
  label: string;
  icon?: TablerIcon;
  description?: string | undefined;
  shortcut?: string | undefined;
  run: (goTo: (to: string) => void) => void;
}

interface Group {
  label: string;
  choices: CommandChoice[];
}

const SCHEMES = ['light', 'dark', 'auto'] as const;
const MIN_SEARCH_LENGTH = 2;

/** Whether every typed word is the beginning of a word in the label, ignoring accents. */
const fits = (label: string, text: string) => {
  const words = fold(label).split(/\s+/);
  return fold(text)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
};

const byBeginning = (hits: readonly SearchHit[], text: string) =>
  hits.toSorted((a, b) => Number(fits(b.label, text)) - Number(fits(a.label, text)));

/** While more is typed than was asked for, only what fits that as well: Enter must not choose what was meant before. */
const stillFitting = (hits: readonly SearchHit[], text: string, asked: string) =>
  text.trim() === asked.trim() ? hits : hits.filter(({ label }) => fits(label, text));

/** Matches for `text`: pages and actions at once, search results of features once `asked` has settled. */
export function useCommandGroups(text: string, asked: string): Group[] {
  const { t, language } = useTranslation();
  const { signOut } = useAuth();
  const { setColorScheme } = useMantineColorScheme();
  const { menu, actions, searches } = featuresFor(useMe());
  const wanted = asked.trim();
  const found = useQueries({
    queries: searches.map(({ id, find }) => ({
      queryKey: ['palette', id, wanted],
      queryFn: ({ signal }: { signal: AbortSignal }) => find(wanted, signal),
      enabled: wanted.length >= MIN_SEARCH_LENGTH,
      staleTime: 5000,
    })),
  });
  const pages: CommandChoice[] = menu.map((entry) => ({
    id: `page-${entry.to}`,
    label: labelText(entry.label),
    icon: entry.icon,
    shortcut: entry.letter && `g ${entry.letter}`,
    run: (goTo) => goTo(entry.to),
  }));
  const own: CommandChoice[] = [
    ...SCHEMES.map((scheme) => ({
      id: `theme-${scheme}`,
      label: `${t('user_menu.theme')}: ${t(`user_menu.${scheme}`)}`,
      icon: IconSunMoon,
      run: () => setColorScheme(scheme),
    })),
    ...Object.entries(LANGUAGES)
      .filter(([code]) => code !== language)
      .map(([code, name]) => ({
        id: `language-${code}`,
        label: `${t('user_menu.language')}: ${name}`,
        icon: IconLanguage,
        run: () => void retryWhenBack(() => setLanguage(code as Language)),
      })),
    {
      id: 'password',
      label: t('user_menu.password'),
      icon: IconKey,
      run: (goTo) => goTo('/account/password'),
    },
    {
      id: 'shortcuts',
      label: t('help.title'),
      icon: IconKeyboard,
      shortcut: '?',
      run: () => openOverlay('help'),
    },
    { id: 'sign-out', label: t('action.sign_out'), icon: IconLogout, run: signOut },
  ];
  const commands: CommandChoice[] = actions.map((action) => ({
    id: `action-${action.id}`,
    label: labelText(action.label),
    icon: action.icon,
    shortcut: action.shortcut,
    run: (goTo) => {
      if (action.opensDialog) expectDialog();
      action.run({ navigate: goTo });
    },
  }));
  const hits = searches.map((search, i) => ({
    label: labelText(search.label),
    // What begins with the words comes before what merely contains them.
    choices: byBeginning(stillFitting(found[i]?.data ?? [], text, asked), text).map(
      ({ id, label, description, to }): CommandChoice => ({
        id: `${search.id}-${id}`,
        label,
        description,
        run: (goTo) => goTo(to),
      }),
    ),
  }));
  const fitting = (choices: CommandChoice[]) => choices.filter(({ label }) => fits(label, text));
  const all = [
    ...hits,
    { label: t('palette.actions'), choices: fitting([...commands, ...own]) },
    { label: t('palette.pages'), choices: fitting(pages) },
  ];
  return all.filter(({ choices }) => choices.length > 0);
}
