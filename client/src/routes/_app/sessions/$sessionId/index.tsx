import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import SessionPage from '@/sessions/SessionPage';
import { oneSessionSearch } from '@/sessions/search';

export const Route = createFileRoute('/_app/sessions/$sessionId/')({
  // The session's own title takes its place.
  staticData: { title: ['core', 'nav.sessions'] },
  validateSearch: oneSessionSearch,
  loader: () => loadStrings('sessions', 'users'),
  component: SessionPage,
});
