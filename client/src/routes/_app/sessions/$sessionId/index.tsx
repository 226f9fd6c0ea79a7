import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import SessionPage from '@/sessions/SessionPage';
import { oneSessionSearch } from '@/sessions/search';

export const Route = createFileRoute('/_app/sessions/$sessionId/')({
  validateSearch: oneSessionSearch,
  loader: () => loadStrings('sessions'),
  component: SessionPage,
});
