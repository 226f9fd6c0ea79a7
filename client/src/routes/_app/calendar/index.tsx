import { createFileRoute } from '@tanstack/react-router';
import { loadStrings } from '@/i18n';
import CalendarPage from '@/sessions/calendar/CalendarPage';
import { calendarSearch } from '@/sessions/model/search';

export const Route = createFileRoute('/_app/calendar/')({
  staticData: { title: ['core', 'nav.calendar'] },
  validateSearch: calendarSearch,
  loader: () => loadStrings('sessions', 'users'),
  component: CalendarPage,
});
