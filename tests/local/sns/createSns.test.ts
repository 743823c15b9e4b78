import { realSystem } from '../../../cloud/system/realSystem.ts';
import { failedOutcome } from '../../../local/lambda/failedOutcome.ts';
import { createSns } from '../../../local/sns/createSns.ts';
import type { Subscription } from '../../../local/sns/readSubscriptions.ts';
import { fakeLambdaHost } from '../lambda/fakeLambdaHost.ts';
import { listenTo } from '../listenTo.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:tagged';
const system = { ...realSystem, clock: { now: () => 1_800_000_000_000, sleep: () => Promise.resolve() } };

describe('createSns', () => {
  const seen: { name: string; record: Record<string, unknown> }[] = [];
  const failures: string[] = [];
  const opened: { close(): Promise<void> }[] = [];
  let tries = 0;

  async function open(subscriptions: Partial<Subscription>[]): Promise<string> {
    const record = (name: string) => (event: unknown) => {
      const { Records } = event as { Records: { Sns: Record<string, unknown> }[] };
      seen.push({ name, record: Records[0]?.Sns ?? {} });
      return { ok: true as const, payload: null };
    };
    const made = createSns({
      topics: [TOPIC],
      subscriptions: subscriptions.map((each) => ({
        topicArn: TOPIC,
        functionArn: 'first',
        filter: undefined,
        filterScope: 'MessageAttributes',
        ...each,
      })),
      lambda: fakeLambdaHost({
        first: record('first'),
        second: record('second'),
        failing: () => {
          tries += 1;
          return failedOutcome('Internal', 'no');
        },
      }),
      system,
      onFailure: (subscription, error) => failures.push(`${subscription.functionArn} ${String(error)}`),
    });
    const server = await listenTo(made);
    opened.push(server);
    return server.url;
  }
  const publish = async (url: string, form: Record<string, string>): Promise<[number, string]> => {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'Publish', TopicArn: TOPIC, ...form }),
    });
    return [response.status, await response.text()];
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    seen.length = 0;
    failures.length = 0;
  });

  test('every function of the topic is called with the message and its attributes', async () => {
    const url = await open([{}, { functionArn: 'second' }, { topicArn: `${TOPIC}-other` }]);
    const [status, body] = await publish(url, {
      Message: '{"fragmentNumber":"1"}',
      Subject: 's',
      'MessageAttributes.entry.1.Name': 'stream',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'front',
    });
    expect(status).toBe(200);
    await Promise.all(opened.splice(0).map((each) => each.close()));
    const messageId = /<MessageId>(.+)<\/MessageId>/.exec(body)?.[1];
    expect(seen.map(({ name }) => name).sort()).toEqual(['first', 'second']);
    expect(seen[0]?.record).toMatchObject({
      MessageId: messageId,
      TopicArn: TOPIC,
      Subject: 's',
      Message: '{"fragmentNumber":"1"}',
      Timestamp: '2027-01-15T08:00:00.000Z',
      MessageAttributes: { stream: { Type: 'String', Value: 'front' } },
    });
  });

  test('filters by attributes and by body', async () => {
    const url = await open([
      { filter: { stream: ['front'] } },
      { functionArn: 'second', filter: { tags: { label: ['person'] } }, filterScope: 'MessageBody' },
    ]);
    await publish(url, { Message: '{"tags":{"label":"person"}}' });
    await publish(url, { Message: 'not json' });
    await Promise.all(opened.splice(0).map((each) => each.close()));
    expect(seen.map(({ name }) => name)).toEqual(['second']);
  });

  test('a function that fails is tried three times, then it is told', async () => {
    const url = await open([{ functionArn: 'failing' }]);
    await publish(url, { Message: 'x' });
    for (let turn = 0; turn < 5_000 && failures.length === 0; turn += 1) await realSystem.clock.sleep(5);
    expect([tries, failures]).toEqual([3, ['failing Error: Internal: no']]);
  });

  test('one that is to be tried again when all is closed has not failed', async () => {
    const tried = new Promise<void>((done) => {
      const sns = createSns({
        topics: [TOPIC],
        subscriptions: [{ topicArn: TOPIC, functionArn: 'gone', filter: undefined, filterScope: 'MessageAttributes' }],
        lambda: {
          ...fakeLambdaHost({}),
          invoke: () => Promise.reject(new Error('the functions have ended')),
        },
        system: {
          ...realSystem,
          clock: {
            ...realSystem.clock,
            sleep(ms, signal) {
              done();
              return realSystem.clock.sleep(ms * 1000, signal);
            },
          },
        },
        onFailure: (subscription) => failures.push(subscription.functionArn),
      });
      opened.push(sns);
      sns.publish({ topicArn: TOPIC, message: 'x' });
    });
    await tried;

    await Promise.all(opened.splice(0).map((each) => each.close()));

    expect(failures).toEqual([]);
  });

  test.each<[string, Record<string, string>, number, string]>([
    ['an unknown topic', { TopicArn: 'arn:x', Message: 'x' }, 404, 'NotFound'],
    ['no message', {}, 400, 'InvalidParameter'],
    ['too long a message', { Message: 'x'.repeat(262_145) }, 400, 'Message too long'],
    ['another action', { Action: 'CreateTopic' }, 400, 'InvalidAction'],
  ])('%s is refused', async (_, form, status, text) => {
    const answer = await publish(await open([]), form);
    expect(answer).toEqual([status, expect.stringContaining(text)]);
  });
});
