import type { Change } from '../../../core/changes/Change.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { Caller } from '../../../functions/api/caller.ts';
import { type Answer, respond } from '../../../functions/api/respond.ts';
import { logger } from '../../../functions/logger.ts';
import { MemoryChangeLog } from '../../simulation/memory/MemoryChangeLog.ts';
import { type Asked, requestOf } from './requestOf.ts';

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

describe('what a route has done is written down', () => {
  const PUT = 'PUT /v1/streams/{stream}';
  const path = { stream: 'front' };

  async function recorded(answer: Answer, asked: Asked = {}, key = PUT): Promise<readonly Change[]> {
    const changes = new MemoryChangeLog();
    const routes = { [key.replace(' /iam/v1/', ' /v1/')]: () => Promise.resolve(answer) };
    await respond(routes, changes)(requestOf(key, { path, claims: { sub: 'anna' }, ...asked }));
    return (await changes.list('front', { limit: 10 })).items;
  }

  test('who, when and what, of settings field by field', async () => {
    const settings = { enabled: true, tries: 5, tags: { a: 1, b: 2 } };
    const after = { enabled: false, tries: 5, tags: { b: 2, a: 1 }, prefix: 'x/' };

    const [change] = await recorded({ status: 200, body: {}, change: { before: settings, after } });

    expect(change).toEqual({
      stream: 'front',
      atMs: expect.any(Number),
      requestId: 'request-1',
      subject: 'anna',
      kind: 'user',
      route: PUT,
      parameters: { stream: 'front' },
      fields: { enabled: { before: true, after: false }, prefix: { after: 'x/' } },
    });
  });

  test('else what was asked for, without what opens doors', async () => {
    const body = { from: 1, apiToken: 'x', inner: { Password: 'y' } };

    const [change] = await recorded({ status: 202 }, { body, userArn: 'arn' }, 'POST /iam/v1/streams/{stream}');

    expect(change).toMatchObject({
      route: 'POST /v1/streams/{stream}',
      body: { from: 1, apiToken: '(not kept)', inner: { Password: '(not kept)' } },
    });
    expect(
      JSON.stringify((await recorded({ status: 202 }, { body: { long: 'x'.repeat(9000) } }))[0]).length,
    ).toBeLessThan(4400);
  });

  test.each<[string, Answer, string]>([
    ['a question', { status: 200 }, 'GET /v1/streams/{stream}'],
    ['a question by POST', { status: 200, change: 'none' }, PUT],
    ['what was not done', { status: 404 }, PUT],
  ])('and not %s', async (_what, answer, key) => {
    expect(await recorded(answer, {}, key)).toEqual([]);
  });

  test('a change that cannot be written down is an error, and the log has it', async () => {
    const log = jest.spyOn(logger, 'error').mockImplementation(() => undefined);
    const changes = new MemoryChangeLog();
    changes.put = () => Promise.reject(new ArchiverError('Throttled', 'not now'));

    const answer = await respond({ [PUT]: () => Promise.resolve({ status: 200 }) }, changes)(requestOf(PUT, { path }));

    expect(answer.statusCode).toBe(500);
    expect(log.mock.calls[0]).toMatchObject(['a change is not recorded', { change: { route: PUT, stream: 'front' } }]);
    log.mockRestore();
  });
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
