import { beforeAll, expect, test } from 'vitest';
import { loadStrings, type T, text } from '@/i18n';
import { emailSchema } from './userForm';

beforeAll(() => loadStrings('users'));

const t: T<'users'> = (key, values) => text('users', key, values);
const accepts = (email: string) => emailSchema(t).safeParse(email).success;

test.each([
  'admin@localhost',
  'ö@ü',
  'राम@डाटामेल.भारत',
  'மீனா@தமிழ்.இந்தியா',
  'ana.lima+courses@exämple.co.uk',
  'a_b@x-y.org',
  ' ana@example.org ',
])('the server accepts %s, and so does the form', (email) => expect(accepts(email)).toBe(true));

test.each([
  '',
  'ana',
  'ana@',
  '@x',
  'a b@x',
  'a..b@x',
  'a@x..y',
  'a@-x',
  'a@x-',
  'a@\u0301x',
  'a@[x]',
  'a,b@x',
  `${'a'.repeat(260)}@x`,
])('neither accepts “%s”', (email) => expect(accepts(email)).toBe(false));
