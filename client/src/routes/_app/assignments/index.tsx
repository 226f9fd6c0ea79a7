import { createFileRoute } from '@tanstack/react-router';
import AssignmentsPage from '@/assignments/AssignmentsPage';
import { assignmentSearch } from '@/assignments/search';
import { loadStrings } from '@/i18n';

export const Route = createFileRoute('/_app/assignments/')({
  staticData: { title: ['core', 'nav.assignments'], roles: ['admin', 'trainer'] },
  validateSearch: assignmentSearch,
  loader: () => loadStrings('assignments', 'users'),
  component: AssignmentsPage,
});
