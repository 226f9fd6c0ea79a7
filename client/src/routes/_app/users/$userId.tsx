import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import PersonPage from '@/users/PersonPage';
import { personSearch } from '@/users/search';

export const Route = createFileRoute('/_app/users/$userId')({
  staticData: { title: ['core', 'nav.users'] },
  validateSearch: personSearch,
  loader: () => loadStrings('users', 'assignments', 'sessions'),
  component: PersonPage,
});
