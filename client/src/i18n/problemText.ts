import { ApiProblem, Unreachable } from '@/api/problem';
import { hasText, i18n, type Key, type T } from '.';

/** One sentence about an error, in the reader's language. The server's own says more, and is English. */
export function problemText(error: unknown, t: T): string {
  if (error instanceof Unreachable) return t('error.unreachable');
  if (!(error instanceof ApiProblem)) return t('error.unexpected');
  if (i18n.language === 'en') return error.problem.detail;
  const key = `problem.${error.code}`;
  return hasText('core', key) ? t(key as Key<'core'>) : error.problem.detail;
}
