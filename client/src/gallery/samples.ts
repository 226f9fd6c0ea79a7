import type { Session } from '@/api/types';
import { serverNow } from '@/lib/serverClock';

const HOUR_MS = 3_600_000;
const TRAINER = 1;

const at = (hours: number) => new Date(serverNow() + hours * HOUR_MS).toISOString();

const person = (id: number, name: string) => ({ id, name, role: 'trainer' as const, deleted: false });

const session = (id: number, title: string, startsIn: number, status: Session['status'] = 'scheduled'): Session => ({
  id,
  title,
  description: '',
  status,
  status_reason: null,
  scheduled_date: at(startsIn),
  ends_at: at(startsIn + 2),
  duration_minutes: 120,
  time_zone: id % 2 ? 'Europe/Lisbon' : 'America/New_York',
  trainer: person(TRAINER, 'Inês Almeida'),
  trainer_id: TRAINER,
  trainee_count: 4 * id,
  capacity: 12,
  trainees: [],
  trainee_ids: [],
  trainee_id: null,
  attendance: [],
  replies: [],
  class_link: null,
  location: null,
  custom: {},
  external_id: null,
  created_at: at(-500),
  created_by: TRAINER,
  closed_at: null,
  closed_by: null,
  updated_at: at(-500),
  version: 1,
});

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
