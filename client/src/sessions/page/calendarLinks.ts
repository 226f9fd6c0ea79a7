import type { Session } from '@/api/types';

type Shown = Pick<Session, 'title' | 'description' | 'class_link' | 'location' | 'scheduled_date' | 'ends_at'>;

const details = ({ description, class_link }: Shown) => [description, class_link].filter(Boolean).join('\n\n');

/** `20261201T090000Z` */
const compact = (instant: string) => `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

const address = (base: string, values: Record<string, string>) => `${base}?${new URLSearchParams(values)}`;

/** The page on which Google Calendar offers to add the session. */
export const googleAddress = (session: Shown) =>
  address('https://calendar.google.com/calendar/render', {
    action: 'TEMPLATE',
    text: session.title,
    dates: `${compact(session.scheduled_date)}/${compact(session.ends_at)}`,
    details: details(session),
    location: session.location ?? '',
  });

/** The page on which Outlook on the web offers to add the session. It reads a plus as one, not as a blank. */
export const outlookAddress = (session: Shown) =>
  address('https://outlook.office.com/calendar/deeplink/compose', {
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: session.title,
    startdt: session.scheduled_date,
    enddt: session.ends_at,
    body: details(session),
    location: session.location ?? '',
  }).replaceAll('+', '%20');
