// Every feature of the client, one line each.
export { default as analytics } from '@/analytics/feature';
export { default as assignments } from '@/assignments/feature';
export { default as dashboard } from '@/dashboard/feature';
export { default as gallery } from '@/gallery/feature';
export { default as notifications } from '@/notifications/feature';
export { default as organisation } from '@/organisation/feature';
export { default as people } from '@/people/feature';
export { default as sessions } from '@/sessions/feature';
export { default as system } from '@/system/feature';
export { default as users } from '@/users/feature';
