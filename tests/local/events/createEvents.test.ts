import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createEvents, type LocalEvents } from '../../../local/events/createEvents.ts';
import { listenTo } from '../listenTo.ts';

describe('createEvents', () => {
  const calls: [string, unknown][] = [];
  const failures: string[] = [];
  let events: LocalEvents;
  let server: Awaited<ReturnType<typeof listenTo>>;

  beforeAll(async () => {
    events = createEvents({
      rules: [
        {
          name: 'all',
          bus: 'default',
          pattern: { source: ['kvs-archiver'] },
          targets: [{ arn: 'whole' }, { arn: 'fixed', input: '{"a":1}' }],
        },
        {
          name: 'part',
          bus: 'default',
          pattern: { detail: { lost: [{ numeric: ['>', 0] }] } },
          targets: [{ arn: 'part', inputPath: '$.detail' }],
        },
        { name: 'other bus', bus: 'own', pattern: { source: [{ prefix: '' }] }, targets: [{ arn: 'own' }] },
        { name: 'broken', bus: 'default', pattern: { source: ['broken'] }, targets: [{ arn: 'broken' }] },
      ],
      system: { ...realSystem, clock: { ...realSystem.clock, now: () => 1_800_000_000_000 } },
      region: 'us-east-1',
      accountId: '000000000000',
      async invokeTarget(arn, input) {
        if (arn === 'broken') throw new Error('no');
        calls.push([arn, JSON.parse(input)]);
      },
      onFailure: (rule, error) => failures.push(`${rule.name} ${String(error)}`),
    });
    server = await listenTo(events);
  });
  afterAll(() => server.close());
  beforeEach(() => {
    calls.length = 0;
    failures.length = 0;
  });

  const put = async (body: unknown, target = 'AWSEvents.PutEvents'): Promise<[number, Record<string, unknown>]> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(server.url, { method: 'POST', body: text, headers: { 'x-amz-target': target } });
    const answer = (await response.json()) as Record<string, unknown>;
    await events.close();
    return [response.status, answer];
  };
  const entry = (over: Record<string, unknown> = {}) => ({
    Source: 'kvs-archiver',
    DetailType: 'Window Committed',
    Detail: '{"lost":2}',
    ...over,
  });

  test('an event goes to every rule that it matches, in the form that each target asks for', async () => {
    const [status, answer] = await put({
      Entries: [entry({ Resources: ['arn:x'] }), entry({ EventBusName: 'own', Detail: '{}' })],
    });
    expect([status, answer]).toEqual([
      200,
      { FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, { EventId: expect.any(String) }] },
    ]);
    expect(calls).toEqual([
      [
        'whole',
        {
          version: '0',
          id: expect.any(String),
          'detail-type': 'Window Committed',
          source: 'kvs-archiver',
          account: '000000000000',
          time: '2027-01-15T08:00:00Z',
          region: 'us-east-1',
          resources: ['arn:x'],
          detail: { lost: 2 },
        },
      ],
      ['fixed', { a: 1 }],
      ['part', { lost: 2 }],
      ['own', expect.objectContaining({ detail: {} })],
    ]);
  });

  test('a target that fails is told', async () => {
    await put({ Entries: [entry({ Source: 'broken', Detail: '{}' })] });
    expect(failures).toEqual(['broken Error: no']);
  });

  test('an entry that cannot be read fails alone', async () => {
    const [, answer] = await put({ Entries: [entry({ Detail: '{' }), entry({ Source: undefined }), entry()] });
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [{ ErrorCode: 'MalformedDetail' }, { ErrorCode: 'InvalidArgument' }, {}],
    });
    expect(calls).toHaveLength(3);
  });

  test.each<[string, unknown, string, string]>([
    ['noise', '{', 'AWSEvents.PutEvents', 'SerializationException'],
    ['null', 'null', 'AWSEvents.PutEvents', 'ValidationException'],
    ['no entries', { Entries: [] }, 'AWSEvents.PutEvents', 'ValidationException'],
    [
      'eleven entries',
      { Entries: Array.from({ length: 11 }, () => entry()) },
      'AWSEvents.PutEvents',
      'ValidationException',
    ],
    ['another operation', {}, 'AWSEvents.PutRule', 'UnknownOperationException'],
  ])('%s is refused', async (_, body, target, type) => {
    expect(await put(body, target)).toEqual([400, expect.objectContaining({ __type: type })]);
  });
});
