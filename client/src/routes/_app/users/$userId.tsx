import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import { personSearch } from '@/users/model/search';
import PersonPage from '@/users/person/PersonPage';

export const Route = createFileRoute('/_app/users/$userId')({
  staticData: { title: ['core', 'nav.users'] },
  validateSearch: personSearch,
  loader: () => loadStrings('users', 'assignments', 'sessions'),
  component: PersonPage,
});
