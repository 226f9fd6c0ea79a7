import type { User } from '@/api/types';
import type { Difference } from '@/ui/ConflictDialog';

const FIELDS = ['first_name', 'last_name', 'email'] as const;

/** What everybody may change about themselves. */
export type OwnDetails = Pick<User, (typeof FIELDS)[number]>;

export const ownDetails = ({ first_name, last_name, email }: User): OwnDetails => ({ first_name, last_name, email });

/** The fields in which two versions differ. */
export function differencesOf(
  mine: OwnDetails,
  theirs: OwnDetails,
  labelOf: (field: (typeof FIELDS)[number]) => string,
): Difference[] {
  return FIELDS.filter((field) => mine[field] !== theirs[field]).map((field) => ({
    label: labelOf(field),
    mine: mine[field],
    theirs: theirs[field],
  }));
}
