import { parseText } from '@/lib/searchParams';

/** What the address of the assignments holds. */
export interface AssignmentSearch {
  q?: string | undefined;
}

export const assignmentSearch = (search: Record<string, unknown>): AssignmentSearch => ({ q: parseText(search.q) });
