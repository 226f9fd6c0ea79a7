import type { User } from '@/api/types';

/** What everybody may change about themselves. */
export type OwnDetails = Pick<User, 'first_name' | 'last_name' | 'email'>;

export const ownDetails = ({ first_name, last_name, email }: OwnDetails): OwnDetails => ({
  first_name,
  last_name,
  email,
});
