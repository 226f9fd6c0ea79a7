import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import { userSearch } from '@/users/search';
import UsersPage from '@/users/UsersPage';

export const Route = createFileRoute('/_app/users/')({
  validateSearch: userSearch,
  loader: () => loadStrings('users'),
  component: UsersPage,
});
