import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, type TablerIcon } from '@tabler/icons-react';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMe } from '@/auth/AuthContext';
import {
  type Action,
  type CommandContext,
  type FeatureCommands,
  featuresFor,
  type Search,
  type SearchHit,
  type Verb,
} from '@/feature/registry';
import { labelText, useTranslation } from '@/i18n';
import { TYPING_PAUSE_MS } from '@/lib/text';
import { expectDialog } from '@/lib/typeAhead';
import { fits, isFound, isNamed, matchVerbs, ranked } from './matching';
import { recentItems } from './recentItems';
import { useOwnCommands } from './useOwnCommands';

/** An entry of the command bar. */
export interface CommandChoice {
  id: string;
  label: string;
  icon?: TablerIcon;
  description?: string | undefined;
  shortcut?: string | undefined;
  /** It is what was typed, whatever else may be found. */
  isExact?: boolean;
  /** Choosing it writes this into the field. */
  completes?: string;
  run?: (context: CommandContext) => void;
}

interface Group {
  label: string;
  choices: CommandChoice[];
}

interface Found {
  groups: Group[];
  /** Nothing more is going to be found for this text. */
  isSettled: boolean;
}

const MIN_SEARCH_LENGTH = 2;
const MAX_HITS = 6;

/** What the command bar shows for `text`: commands and pages at once, search results once typing pauses. */
export function useCommandGroups(text: string, commands: Required<FeatureCommands>): Found {
  const { t } = useTranslation();
  const me = useMe();
  const features = featuresFor(me);
  const own = useOwnCommands();
  const [asked] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const typed = text.trim();
  const verbs = typed ? matchVerbs(commands.verbs, typed) : [];
  const searches = [...features.searches, ...commands.searches];
  const found = useHits(searches, commands.verbs, asked.trim());
  const isSettled = typed === asked.trim() && !found.some(({ isFetching }) => isFetching);

  const hits = (id: string, object: string, icon: TablerIcon): CommandChoice[] => {
    const query = found.find((each) => each.id === id);
    const known = query?.data ?? [];
    // While more is typed than was asked for, only what fits that as well.
    const fitting =
      query?.isCurrent && typed === asked.trim() ? known : known.filter(({ label }) => fits(label, object));
    return ranked(fitting, object)
      .slice(0, MAX_HITS)
      .map((hit) => ({ ...choiceOf(hit), id: `${id}-${hit.id}`, icon }));
  };
  const withAll = ({ id, label, all }: Search, choices: CommandChoice[]): CommandChoice[] => {
    if (!all || choices.length === 0) return choices;
    const to = all(typed);
    const text = t('palette.all', { label: labelText(label), text: typed });
    return [...choices, { id: `all-${id}`, label: text, icon: IconSearch, run: ({ navigate }) => navigate(to) }];
  };
  const actions = [...features.actions, ...commands.actions, ...own];
  const pages: CommandChoice[] = features.menu
    .filter((entry) => isFound(entry, typed))
    .map((entry) => ({
      id: `page-${entry.to}`,
      label: labelText(entry.label),
      icon: entry.icon,
      shortcut: entry.letter && `g ${entry.letter}`,
      isExact: isNamed(entry, typed),
      run: ({ navigate }) => navigate(entry.to),
    }));
  // Before anything is typed, what is rarely wanted comes last.
  const more = typed ? [] : actions.slice(features.actions.length).map((action) => actionChoice(action, typed));
  const fitting = (typed ? actions : features.actions)
    .filter((action) => isFound(action, typed))
    .map((action) => actionChoice(action, typed));
  const isMeant = ({ isExact }: CommandChoice) => typed !== '' && isExact === true;
  const suggested = commands.verbs
    .filter((verb) => isFound(verb, typed) && !verbs.some((match) => match.verb === verb))
    .map(verbChoice);
  const recent = typed
    ? []
    : recentItems(me.id).map(({ to, label }): CommandChoice => {
        const icon = features.menu.find((entry) => entry.to !== '/' && to.startsWith(`${entry.to}/`))?.icon;
        return { id: `recent-${to}`, label, ...(icon && { icon }), run: ({ navigate }) => navigate(to) };
      });
  const groups: Group[] = [
    { label: t('palette.recent'), choices: recent },
    ...verbs.map(({ verb, object }) => ({
      label: labelText(verb.label),
      choices: hits(`verb-${verb.id}`, object, verb.icon),
    })),
    { label: t('palette.best'), choices: [...fitting, ...pages].filter(isMeant) },
    ...searches.map((search) => ({
      label: labelText(search.label),
      choices: typed.length < MIN_SEARCH_LENGTH ? [] : withAll(search, hits(`search-${search.id}`, typed, search.icon)),
    })),
    { label: t('palette.actions'), choices: [...fitting, ...suggested].filter((choice) => !isMeant(choice)) },
    { label: t('palette.pages'), choices: pages.filter((choice) => !isMeant(choice)) },
    { label: t('palette.more'), choices: more },
  ];
  return { groups: groups.filter(({ choices }) => choices.length > 0), isSettled };
}

/** The results of searches, and of the verbs that `asked` begins with. */
function useHits(searches: readonly Search[], all: readonly Verb[], asked: string) {
  const me = useMe();
  const verbs = asked ? matchVerbs(all, asked) : [];
  const sources = [
    ...searches.map(({ id, find }) => ({
      id: `search-${id}`,
      wanted: asked,
      enabled: asked.length >= MIN_SEARCH_LENGTH,
      find: (signal: AbortSignal) => find(asked, signal, me),
    })),
    ...verbs.map(({ verb, object }) => ({
      id: `verb-${verb.id}`,
      wanted: object,
      enabled: true,
      find: (signal: AbortSignal) => verb.find(object, signal, me),
    })),
  ];
  const found = useQueries({
    queries: sources.map(({ id, wanted, enabled, find }) => ({
      queryKey: ['palette', id, wanted],
      queryFn: ({ signal }: { signal: AbortSignal }) => find(signal),
      enabled,
      staleTime: 5000,
      placeholderData: keepPreviousData<SearchHit[]>,
    })),
  });
  return sources.map(({ id }, i) => ({
    id,
    data: found[i]?.data,
    isFetching: found[i]?.isFetching === true,
    isCurrent: found[i]?.isPlaceholderData === false,
  }));
}

const choiceOf = ({ id, label, description, to, run }: SearchHit): CommandChoice => ({
  id,
  label,
  description,
  run: (context) => (run ? run(context) : to !== undefined && context.navigate(to)),
});

const actionChoice = (action: Action, typed: string): CommandChoice => ({
  id: `action-${action.id}`,
  label: labelText(action.label),
  icon: action.icon,
  shortcut: action.shortcut,
  isExact: isNamed(action, typed),
  run: (context) => {
    if (action.opensDialog) expectDialog();
    action.run(context);
  },
});

const verbChoice = ({ id, label, icon }: Verb): CommandChoice => ({
  id: `verb-${id}`,
  label: `${labelText(label)}…`,
  icon,
  completes: `${labelText(label)} `,
});
