import type { Role } from '@/api/types';
import { parseChoice, parseFlag, parseId, parseText } from '@/lib/searchParams';

export const ROLES: readonly Role[] = ['admin', 'trainer', 'trainee'];
export const ORDERS = ['id', '-id', 'name', '-name', 'username', '-username', 'email', '-email'] as const;
const DIALOGS = ['edit', 'password', 'assign', 'delete'] as const;

/** What the address of the list of people holds. */
export interface UserSearch {
  q?: string | undefined;
  role?: Role | undefined;
  order?: (typeof ORDERS)[number] | undefined;
  /** Left out on the first page, which is 1. */
  page?: number | undefined;
  /** The dialog for a new person is open. */
  create?: true | undefined;
}

export const userSearch = (search: Record<string, unknown>): UserSearch => ({
  q: parseText(search.q),
  role: parseChoice(ROLES, search.role),
  order: parseChoice(ORDERS, search.order),
  page: parseId(search.page),
  create: parseFlag(search.create),
});

/** Which dialog is open on the page of one person. */
export interface PersonSearch {
  dialog?: (typeof DIALOGS)[number] | undefined;
}

export const personSearch = (search: Record<string, unknown>): PersonSearch => ({
  dialog: parseChoice(DIALOGS, search.dialog),
});
