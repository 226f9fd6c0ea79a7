import type { Session } from '@/api/types';
import { serverNow } from '@/lib/serverClock';

const HOUR_MS = 3_600_000;

const at = (hours: number) => new Date(serverNow() + hours * HOUR_MS).toISOString();

const person = (id: number, name: string) => ({ id, name, role: 'trainer' as const, deleted: false });

const session = (id: number, title: string, startsIn: number, status: Session['status'] = 'scheduled') =>
  ({
    id,
    title,
    status,
    scheduled_date: at(startsIn),
    ends_at: at(startsIn + 2),
    duration_minutes: 120,
    time_zone: id % 2 ? 'Europe/Lisbon' : 'America/New_York',
    trainer: person(id, 'Inês Almeida'),
    trainee_count: 4 * id,
    capacity: 12,
    trainees: [],
    trainee_ids: [],
    attendance: [],
    class_link: null,
    location: null,
  }) as unknown as Session;

/** A session in each state. */
export const sessions = () => [
  session(1, 'Spreadsheets that explain themselves', 48),
  session(2, 'First aid at work', -1),
  session(3, 'Safe in the warehouse', -30),
  session(4, 'Python for analysts', -100, 'completed'),
  session(5, 'Managers’ round table', 300, 'cancelled'),
];

export const NAMES = [
  'Abebech Tesfaye',
  'Bảo Trâm Vũ',
  'Inês Almeida',
  'Zoë Lindqvist',
  'Ελένη Παπαδοπούλου',
  '健太 佐藤',
];

/** What cannot be loaded, as pages show it. */
export const failure = () => new Error();
