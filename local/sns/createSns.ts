import type { System } from '../../core/system.ts';
import { matchPattern } from '../events/matchPattern.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';
import type { LocalService } from '../service.ts';
import type { Subscription } from './readSubscriptions.ts';

export interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

export interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface SnsOptions {
  readonly topics: readonly string[];
  readonly subscriptions: readonly Subscription[];
  readonly lambda: LambdaHost;
  readonly system: System;
  /** A subscriber that failed three times: SNS would drop the message. */
  onFailure(subscription: Subscription, error: unknown): void;
}

export interface LocalSns extends LocalService {
  /** @returns the message's id, or undefined where there is no such topic */
  publish(publication: Publication): string | undefined;
}

/** Documented: SNS quotas, 256 KiB a message; form encoding can triple it. */
const REQUEST_LIMIT_BYTES = 1024 * 1024;
const MESSAGE_LIMIT_BYTES = 262_144;
/** Documented: Lambda retries an asynchronous invocation twice. The waits (1 and 2 min there) are shortened. */
const TRIES = 3;
const RETRY_AFTER_MS = 1_000;

function matches(subscription: Subscription, publication: Publication): boolean {
  if (subscription.filter === undefined) return true;
  if (subscription.filterScope === 'MessageAttributes') {
    const attributes = Object.entries(publication.attributes ?? {}).map(([name, { Type, Value }]) => {
      const value: unknown = Type === 'Number' ? Number(Value) : Type === 'String.Array' ? JSON.parse(Value) : Value;
      return [name, value];
    });
    return matchPattern(subscription.filter, Object.fromEntries(attributes));
  }
  try {
    return matchPattern(subscription.filter, JSON.parse(publication.message));
  } catch {
    return false; // Documented: a body that is no JSON matches no body filter.
  }
}

/** `MessageAttributes.entry.N.*` of the query protocol. */
function readAttributes(form: URLSearchParams): Record<string, MessageAttribute> {
  const attributes = new Map<string, MessageAttribute>();
  for (let index = 1; index <= 100; index += 1) {
    const prefix = `MessageAttributes.entry.${index}.`;
    const name = form.get(`${prefix}Name`);
    if (name === null) break;
    const value = form.get(`${prefix}Value.StringValue`) ?? form.get(`${prefix}Value.BinaryValue`) ?? '';
    attributes.set(name, { Type: form.get(`${prefix}Value.DataType`) ?? 'String', Value: value });
  }
  return Object.fromEntries(attributes);
}

/** SNS as far as functions are concerned: Publish, and Lambda subscriptions with filters. */
export function createSns(options: SnsOptions): LocalSns {
  const { system, lambda } = options;
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  function eventFor(subscription: Subscription, publication: Publication, messageId: string): unknown {
    return {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: `${subscription.topicArn}:${system.random.uuid()}`,
          Sns: {
            Type: 'Notification',
            MessageId: messageId,
            TopicArn: publication.topicArn,
            Subject: publication.subject ?? null,
            Message: publication.message,
            Timestamp: new Date(system.clock.now()).toISOString(),
            SignatureVersion: '1',
            MessageAttributes: publication.attributes ?? {},
          },
        },
      ],
    };
  }

  async function deliver(subscription: Subscription, event: unknown): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await lambda.invoke(subscription.functionArn, event);
        if (outcome.ok) return;
        if (attempt === TRIES)
          return options.onFailure(subscription, new Error(`${outcome.errorType}: ${outcome.errorMessage}`));
      } catch (error) {
        if (attempt === TRIES && !closing.signal.aborted) return options.onFailure(subscription, error);
      }
      // Closed: functions have ended before, and nobody is left to take it. It did not fail.
      if (await closed(RETRY_AFTER_MS)) return;
    }
  }

  /** Waits, unless all is closed first. */
  function closed(ms: number): Promise<boolean> {
    return system.clock.sleep(ms, closing.signal).then(
      () => false,
      () => true,
    );
  }

  function publish(publication: Publication): string | undefined {
    if (!options.topics.includes(publication.topicArn)) return undefined;
    const messageId = system.random.uuid();
    for (const subscription of options.subscriptions) {
      if (subscription.topicArn !== publication.topicArn || !matches(subscription, publication)) continue;
      const done: Promise<void> = deliver(subscription, eventFor(subscription, publication, messageId)).finally(() =>
        underWay.delete(done),
      );
      underWay.add(done);
    }
    return messageId;
  }

  function answer(form: URLSearchParams): { status: number; body: string } {
    const refuse = (status: number, code: string, message: string) => ({
      status,
      body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${system.random.uuid()}</RequestId></ErrorResponse>`,
    });
    if (form.get('Action') !== 'Publish') return refuse(400, 'InvalidAction', 'Only Publish is available here');
    const topicArn = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
    const message = form.get('Message') ?? '';
    if (message === '') return refuse(400, 'InvalidParameter', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(message) > MESSAGE_LIMIT_BYTES)
      return refuse(400, 'InvalidParameter', 'Invalid parameter: Message too long');
    const messageId = publish({
      topicArn,
      message,
      subject: form.get('Subject') ?? undefined,
      attributes: readAttributes(form),
    });
    if (messageId === undefined) return refuse(404, 'NotFound', 'Topic does not exist');
    return {
      status: 200,
      body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${messageId}</MessageId></PublishResult><ResponseMetadata><RequestId>${system.random.uuid()}</RequestId></ResponseMetadata></PublishResponse>`,
    };
  }

  return {
    name: 'sns',
    publish,
    async handle(request, response) {
      let form: URLSearchParams;
      try {
        form = new URLSearchParams((await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8'));
      } catch (error) {
        if (!(error instanceof RequestTooLarge)) throw error;
        form = new URLSearchParams();
      }
      const { status, body } = answer(form);
      response.writeHead(status, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
