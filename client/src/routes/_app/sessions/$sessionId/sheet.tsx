import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import SheetPage from '@/sessions/page/SheetPage';

export const Route = createFileRoute('/_app/sessions/$sessionId/sheet')({
  staticData: { title: ['core', 'nav.sheet'], roles: ['admin', 'trainer'] },
  loader: () => loadStrings('sessions'),
  component: SheetPage,
});
