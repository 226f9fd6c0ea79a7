import type { TFunction } from 'i18next';
import i18next from 'i18next';
import { ApiProblem, Unreachable } from '@/api/problem';

/** One sentence about an error, in the reader's language. The server's own says more, and is English. */
export function problemText(error: unknown, t: TFunction<'core'>): string {
  if (error instanceof Unreachable) return t('error.unreachable');
  if (!(error instanceof ApiProblem)) return t('error.unexpected');
  if (i18next.language === 'en') return error.problem.detail;
  const key = `problem.${error.code}` as 'problem.forbidden';
  return i18next.exists(key, { ns: 'core' }) ? String(t(key)) : error.problem.detail;
}
