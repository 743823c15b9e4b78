import { ArchiverError } from '../../../core/errors.ts';
import type { Caller } from '../../../functions/api/caller.ts';
import { type Answer, respond } from '../../../functions/api/respond.ts';
import { logger } from '../../../functions/logger.ts';
import { requestOf } from './requestOf.ts';

const KEY = 'GET /v1/streams/{stream}/gaps';
const answering = (answer: Answer) => respond({ [KEY]: () => Promise.resolve(answer) });

test('a route hears who asks, on either side', async () => {
  const heard: Caller[] = [];
  const handler = respond({
    [KEY]: (_event, caller) => {
      heard.push(caller);
      return Promise.resolve({ status: 200, body: {} });
    },
  });

  await handler(requestOf(KEY, { path: { stream: 'front' }, claims: { sub: 'anna' } }));
  await handler(requestOf('GET /iam/v1/streams/{stream}/gaps', { path: { stream: 'front' }, userArn: 'arn' }));

  expect(heard).toEqual([
    { subject: 'anna', kind: 'user' },
    { subject: 'arn', kind: 'iam' },
  ]);
});

test.each([
  ['front', 200],
  ['other', 403],
  ['../front', 403],
])('with a token for front, %s is %i, and the route is not asked where it is refused', async (stream, status) => {
  let asked = 0;
  const handler = respond({
    [KEY]: () => {
      asked += 1;
      return Promise.resolve({ status: 200, body: {} });
    },
  });
  const claims = { sub: 'anna', 'kvs-archiver/streams': '[front]' };

  const answer = await handler(requestOf(KEY, { path: { stream }, claims }));

  expect([answer.statusCode, asked]).toEqual([status, status === 200 ? 1 : 0]);
  if (status === 403) expect(JSON.parse(answer.body ?? '')).toMatchObject({ error: { code: 'AccessDenied' } });
});

test('an answer is private and kept nowhere, unless the route says otherwise', async () => {
  const usual = await answering({ status: 200, body: { a: 1 } })(requestOf(KEY));
  const kept = await answering({ status: 200, body: {}, headers: { 'cache-control': 'public, max-age=5' } })(
    requestOf(KEY),
  );

  expect(usual).toEqual({
    statusCode: 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    },
    body: '{"a":1}',
  });
  expect(kept.headers?.['cache-control']).toBe('public, max-age=5');
});

test('content of another type goes as text, or as bytes', async () => {
  const text = await answering({ status: 200, content: { type: 'text/plain', body: 'hello' } })(requestOf(KEY));
  const bytes = await answering({ status: 200, content: { type: 'video/mp4', body: Uint8Array.of(0, 255) } })(
    requestOf(KEY),
  );

  expect(text).toMatchObject({ headers: { 'content-type': 'text/plain' }, body: 'hello', isBase64Encoded: false });
  expect(bytes).toMatchObject({ headers: { 'content-type': 'video/mp4' }, body: 'AP8=', isBase64Encoded: true });
});

test.each([
  [new ArchiverError('InvalidInput', 'from: is no time'), 400, 'from: is no time'],
  [
    new ArchiverError('Internal', 'the table said: secret'),
    500,
    'something went wrong; the log of the function says what',
  ],
  [
    new TypeError("Cannot read properties of undefined (reading 'secret')"),
    500,
    'something went wrong; the log of the function says what',
  ],
])('%s is %i', async (error, status, message) => {
  const log = jest.spyOn(logger, 'error').mockImplementation(() => undefined);

  const answer = await respond({ [KEY]: () => Promise.reject(error) })(requestOf(KEY));

  expect(answer.statusCode).toBe(status);
  expect(log).toHaveBeenCalledTimes(status === 500 ? 1 : 0);
  log.mockRestore();
  expect(answer.body).toBe(
    JSON.stringify({ error: { code: error instanceof ArchiverError ? error.name : 'Internal', message } }),
  );
  expect(answer.body).not.toMatch(/at .*:\d+|secret/);
});
