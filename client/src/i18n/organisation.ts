import { browserStorage } from '@/lib/storage';
import { createStore, useStore } from '@/lib/store';
import { renewTexts } from './i18nStore';

/** What every page shows of the organisation, and how it writes times and weeks. */
export interface ShownOrganisation {
  name: string;
  logo_url: string | null;
  /** 24 hours, or 12 with am and pm. */
  clock: 12 | 24;
  /** 1 is Monday, 7 is Sunday. */
  week_starts_on: number;
  join_minutes_before: number;
}

const STORAGE_KEY = 'tms.organisation';
const DEFAULT: ShownOrganisation = { name: '', logo_url: null, clock: 24, week_starts_on: 1, join_minutes_before: 15 };

/** As it was when this browser last heard of it, so that the first paint is right. */
function remembered(): ShownOrganisation {
  try {
    return { ...DEFAULT, ...(JSON.parse(browserStorage.get(STORAGE_KEY) ?? '{}') as Partial<ShownOrganisation>) };
  } catch {
    return DEFAULT;
  }
}

const store = createStore(remembered());

export const organisation = { get: store.get, subscribe: store.subscribe };

export const useOrganisation = () => useStore(organisation);

/** Shows these settings from now on; those that are not given stay. */
export function showOrganisation(settings: Partial<ShownOrganisation>) {
  const before = store.get();
  const known = Object.keys(DEFAULT) as (keyof ShownOrganisation)[];
  const given = Object.fromEntries(known.filter((key) => key in settings).map((key) => [key, settings[key]]));
  const after: ShownOrganisation = { ...before, ...given };
  if (known.every((key) => before[key] === after[key])) return;
  browserStorage.set(STORAGE_KEY, JSON.stringify(after));
  store.set(after);
  renewTexts();
}
