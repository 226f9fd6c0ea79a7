import type { User } from '@/api/types';
import { browserStorage } from '@/lib/storage';
import { KEPT, showPreferred } from './i18nStore';

/** Whose language was applied, and which: once applied, a choice made on this device stays until it is another one. */
const APPLIED = 'tms.language.applied';

/** Shows the language of this account, if it has one. Repeated calls for the same one do nothing. */
export async function showLanguageOf({ id, language }: Pick<User, 'id' | 'language'>) {
  const account = `${id} ${language ?? ''}`;
  if (browserStorage.get(APPLIED) === account) return;
  if (language) browserStorage.set(KEPT.user, language);
  else browserStorage.remove(KEPT.user);
  await showPreferred();
  // Only now: if its texts could not be loaded, the next call tries again.
  browserStorage.set(APPLIED, account);
}

/** Nobody is signed in any more: the language is that of the device again. */
export function forgetLanguageOfAccount() {
  browserStorage.remove(APPLIED);
  browserStorage.remove(KEPT.user);
  return showPreferred();
}

/** Shows the organisation's language to those who have chosen none, and whose browser prefers none of ours. */
export function showLanguageOfOrganisation(language: string) {
  browserStorage.set(KEPT.organisation, language);
  return showPreferred();
}
