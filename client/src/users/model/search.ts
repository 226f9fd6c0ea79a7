import type { Role } from '@/api/types';
import { parseChoice, parseFlag, parseId, parseText } from '@/lib/searchParams';

export const ROLES: readonly Role[] = ['admin', 'trainer', 'trainee'];
export const ORDERS = ['id', '-id', 'name', '-name', 'username', '-username', 'email', '-email'] as const;
export const STATUSES = ['active', 'invited', 'no_sign_in', 'deactivated'] as const;
const DIALOGS = ['edit', 'password', 'assign', 'status', 'delete'] as const;

/** Search parameters of the list of people. */
export interface UserSearch {
  q?: string | undefined;
  role?: Role | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  order?: (typeof ORDERS)[number] | undefined;
  /** Omitted on the first page, which is 1. */
  page?: number | undefined;
  /** The modal for a new person is open. */
  create?: true | undefined;
}

export const userSearch = (search: Record<string, unknown>): UserSearch => ({
  q: parseText(search.q),
  role: parseChoice(ROLES, search.role),
  status: parseChoice(STATUSES, search.status),
  order: parseChoice(ORDERS, search.order),
  page: parseId(search.page),
  create: parseFlag(search.create),
});

/** Which modal is open on a person's page. */
export interface PersonSearch {
  dialog?: (typeof DIALOGS)[number] | undefined;
}

export const personSearch = (search: Record<string, unknown>): PersonSearch => ({
  dialog: parseChoice(DIALOGS, search.dialog),
});
