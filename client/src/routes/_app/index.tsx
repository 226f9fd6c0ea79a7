import { createFileRoute } from '@tanstack/react-router';
import HomePage from '@/dashboard/HomePage';
import { fetchHome } from '@/dashboard/home';
import { loadStrings } from '@/i18n';

export const Route = createFileRoute('/_app/')({
  loader: () => {
    fetchHome();
    return loadStrings('dashboard', 'sessions');
  },
  component: HomePage,
});
