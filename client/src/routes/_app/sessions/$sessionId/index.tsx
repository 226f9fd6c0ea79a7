import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import { oneSessionSearch } from '@/sessions/model/search';
import SessionPage from '@/sessions/page/SessionPage';

export const Route = createFileRoute('/_app/sessions/$sessionId/')({
  // The session's own title takes its place.
  staticData: { title: ['core', 'nav.sessions'] },
  validateSearch: oneSessionSearch,
  loader: () => loadStrings('sessions', 'users'),
  component: SessionPage,
});
