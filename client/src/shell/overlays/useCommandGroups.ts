import type { TablerIcon } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useMe } from '@/auth/AuthContext';
import { featuresFor } from '@/feature/registry';
import { labelText, useTranslation } from '@/i18n';
import { fold } from '@/lib/text';
import { expectDialog } from '@/lib/typeAhead';

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

const MIN_SEARCH_LENGTH = 2;

/** Whether every typed word is the beginning of a word in the label, ignoring accents. */
const fits = (label: string, text: string) => {
  const words = fold(label).split(/\s+/);
  return fold(text)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
};

/** Matches for `text`: pages and actions at once, search results of features once `asked` has settled. */
export function useCommandGroups(text: string, asked: string): Group[] {
  const { t } = useTranslation();
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
    choices: (found[i]?.data ?? []).map(
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
    { label: t('palette.actions'), choices: fitting(commands) },
    { label: t('palette.pages'), choices: fitting(pages) },
  ];
  return all.filter(({ choices }) => choices.length > 0);
}
