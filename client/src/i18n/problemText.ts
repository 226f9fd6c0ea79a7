import { ApiProblem, Unreachable } from '@/api/problem';
import { i18n, type T } from '.';
import { findTextAnywhere } from './i18nStore';

/** A sentence about an error, in the user's language. The server's own message says more, but in English. */
export function problemText(error: unknown, t: T): string {
  if (error instanceof Unreachable) return t('error.unreachable');
  if (!(error instanceof ApiProblem)) return t('error.unexpected');
  const { code, detail, errors } = error.problem;
  if (i18n.language === 'en') {
    // The detail names fields as they are called on the wire, which means nothing to people.
    // Where it is about the organisation's own fields, it calls them as people do.
    const isOwn = errors?.some(({ field }) => field.startsWith('custom.'));
    if (!errors || isOwn || code !== 'validation_failed') return detail;
    return errors.map(({ message }) => sentence(message)).join(' ');
  }
  return findTextAnywhere(`problem.${code}`) ?? detail;
}

/** What the server says about a field is the rest of a sentence. */
export const sentence = (rest: string) => `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`;
