import { textIn } from '@/ui/search';

/** What the address of the assignments holds. */
export interface AssignmentSearch {
  q?: string | undefined;
}

export const assignmentSearch = (search: Record<string, unknown>): AssignmentSearch => ({ q: textIn(search.q) });
