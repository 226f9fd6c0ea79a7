import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import UsersPage from '@/users/list/UsersPage';
import { userSearch } from '@/users/model/search';

export const Route = createFileRoute('/_app/users/')({
  validateSearch: userSearch,
  loader: () => loadStrings('users'),
  component: UsersPage,
});
