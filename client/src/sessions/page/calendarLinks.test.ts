import { expect, test } from 'vitest';
import { googleAddress, outlookAddress } from './calendarLinks';

const session = {
  title: 'Erste Hilfe & Co. + mehr',
  description: 'Bring:\n- a pen',
  class_link: 'https://meet.example.org/a?b=1&c=2',
  location: 'Raum 2, 1. Stock',
  scheduled_date: '2026-12-01T09:00:00Z',
  ends_at: '2026-12-01T10:30:00.000001Z',
};

test('the addresses say what, when and where', () => {
  const google = new URL(googleAddress(session));
  expect(google.origin).toBe('https://calendar.google.com');
  expect(google.searchParams.get('text')).toBe(session.title);
  expect(google.searchParams.get('dates')).toBe('20261201T090000Z/20261201T103000Z');
  expect(google.searchParams.get('details')).toBe('Bring:\n- a pen\n\nhttps://meet.example.org/a?b=1&c=2');
  const outlook = new URL(outlookAddress(session));
  expect(outlook.origin).toBe('https://outlook.office.com');
  expect(outlook.searchParams.get('subject')).toBe(session.title);
  expect(outlook.searchParams.get('startdt')).toBe(session.scheduled_date);
  expect(outlook.searchParams.get('location')).toBe(session.location);
  expect(outlook.search).not.toContain('+');
});
