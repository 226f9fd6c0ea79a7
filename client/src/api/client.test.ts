import { expect, test, vi } from 'vitest';
import { api, caller, ifMatch, newKey } from './client';

test('a change carries an idempotency key only if its caller sends one', async () => {
  const sent: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request);
    return Response.json({});
  });
  caller.token = () => 'a token';
  const put = (headers: object) =>
    api.PUT('/users/{user_id}', { params: { path: { user_id: 7 } }, headers: headers as never, body: {} as never });
  await put(ifMatch(3));
  const key = newKey();
  await put({ ...ifMatch(3), 'Idempotency-Key': key });
  expect(sent.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual([null, key]);
  expect(sent[0]?.headers.get('Authorization')).toBe('Bearer a token');
});
