// What other features may use of analytics. The drawings are chunks of their own.
import { lazy } from 'react';

export { dayMonth, decimal, percent } from './numbers';
export { PersonLink } from './PersonLink';
export { type Period, periodOf } from './period';
export { overviewQuery } from './queries';
export const SessionsChart = lazy(() => import('./charts/SessionsChart'));
export const AttendanceChart = lazy(() => import('./charts/AttendanceChart'));
