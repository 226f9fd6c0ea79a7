// What other features may use of analytics. The drawings are chunks of their own.
import { lazily } from '@/ui/lazily';

export { dayMonth, decimal, percent } from './numbers';
export { PersonLink } from './PersonLink';
export { type Period, periodOf } from './period';
export { overviewQuery } from './queries';
export const SessionsChart = lazily(() => import('./charts/SessionsChart'));
export const AttendanceChart = lazily(() => import('./charts/AttendanceChart'));
