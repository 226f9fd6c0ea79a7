// What other features may use of analytics.

export { default as AttendanceChart } from './charts/AttendanceChart';
export { default as SessionsChart } from './charts/SessionsChart';
export { type Period, periodOf } from './period';
export { overviewQuery } from './queries';
