import { i18n } from '@/i18n';

/** People as every list of a session shows them: by name, in the order of the reader's language. */
export function sortedByName<P extends { name: string }>(people: readonly P[]): P[] {
  const { compare } = new Intl.Collator(i18n.locale);
  return people.toSorted((a, b) => compare(a.name, b.name));
}
