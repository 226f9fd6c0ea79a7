import { ApiProblem, Unreachable } from '@/api/problem';
import { i18n, type T } from '.';
import { findTextAnywhere } from './i18nStore';

/** A sentence about an error, in the user's language. The server's own message says more, but in English. */
export function problemText(error: unknown, t: T): string {
  if (error instanceof Unreachable) return t('error.unreachable');
  if (!(error instanceof ApiProblem)) return t('error.unexpected');
  if (i18n.language === 'en') return error.problem.detail;
  return findTextAnywhere(`problem.${error.code}`) ?? error.problem.detail;
}
