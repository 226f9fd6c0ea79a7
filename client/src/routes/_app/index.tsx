import { createFileRoute } from '@tanstack/react-router';
import HomePage from '@/dashboard/HomePage';
import { loadStrings } from '@/i18n';

export const Route = createFileRoute('/_app/')({
  loader: () => loadStrings('dashboard', 'sessions'),
  component: HomePage,
});
