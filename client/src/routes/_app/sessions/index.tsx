import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import SessionsPage from '@/sessions/list/SessionsPage';
import { sessionSearch } from '@/sessions/model/search';

export const Route = createFileRoute('/_app/sessions/')({
  validateSearch: sessionSearch,
  loader: () => loadStrings('sessions', 'users'),
  component: SessionsPage,
});
