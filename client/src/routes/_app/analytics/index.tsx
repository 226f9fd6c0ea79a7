import { createFileRoute } from '@tanstack/react-router';
import AnalyticsPage from '@/analytics/AnalyticsPage';
import { analyticsSearch } from '@/analytics/period';
import { loadStrings } from '@/i18n';

export const Route = createFileRoute('/_app/analytics/')({
  staticData: { title: ['core', 'nav.analytics'], roles: ['admin', 'trainer'] },
  validateSearch: analyticsSearch,
  loader: () => loadStrings('analytics', 'sessions'),
  component: AnalyticsPage,
});
