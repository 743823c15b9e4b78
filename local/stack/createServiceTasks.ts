import { DynamoDbFailure } from '../dynamodb/DynamoDbFailure.ts';
import type { LocalEvents } from '../events/createEvents.ts';
import type { Publication } from '../sns/createSns.ts';
import type { TaskRunner } from '../states/interpreter/TaskRunner.ts';

export interface ServiceTaskOptions {
  callDynamoDb(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  readonly events: LocalEvents;
  publish(publication: Publication): string | undefined;
}

type Arguments = Record<string, unknown>;

const DYNAMODB = /^arn:aws:states:::(?:aws-sdk:)?dynamodb:([A-Za-z]+)$/;
const EVENTS = /^arn:aws:states:::(?:aws-sdk:eventbridge|events):putEvents$/;
const SNS = /^arn:aws:states:::(?:aws-sdk:)?sns:publish$/;

/** An error whose name is the one that Retry and Catch see. */
function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function putEvents(events: LocalEvents, args: Arguments): unknown {
  const entries = Array.isArray(args.Entries) ? (args.Entries as Arguments[]) : [];
  for (const entry of entries) {
    events.put({
      source: String(entry.Source),
      detailType: String(entry.DetailType),
      detail: typeof entry.Detail === 'string' ? JSON.parse(entry.Detail) : entry.Detail,
      bus:
        String(entry.EventBusName ?? 'default')
          .split('/')
          .pop() ?? 'default',
    });
  }
  return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: 'local' })) };
}

function publish(options: ServiceTaskOptions, args: Arguments): unknown {
  const { Message, Subject, MessageAttributes } = args;
  const attributes = Object.entries((MessageAttributes ?? {}) as Record<string, Arguments>).map(([name, value]) => [
    name,
    { Type: String(value.DataType ?? 'String'), Value: String(value.StringValue ?? '') },
  ]);
  const messageId = options.publish({
    topicArn: String(args.TopicArn),
    message: typeof Message === 'string' ? Message : JSON.stringify(Message),
    subject: typeof Subject === 'string' ? Subject : undefined,
    attributes: Object.fromEntries(attributes),
  });
  if (messageId === undefined) throw failure('SNS.NotFoundException', `Topic does not exist: ${String(args.TopicArn)}`);
  return { MessageId: messageId };
}

/**
 * The service integrations of Task states beyond Lambda and Step Functions itself: DynamoDB, PutEvents, Publish. Error
 * names as documented: Step Functions developer guide, "Integrating services" (`DynamoDB.…`, with `aws-sdk:` `DynamoDb.…`).
 */
export function createServiceTasks(options: ServiceTaskOptions): TaskRunner {
  return {
    supports: (resource) => DYNAMODB.test(resource) || EVENTS.test(resource) || SNS.test(resource),
    async run(resource, args) {
      const given = (args ?? {}) as Arguments;
      const operation = DYNAMODB.exec(resource)?.[1];
      if (operation === undefined)
        return SNS.test(resource) ? publish(options, given) : putEvents(options.events, given);
      try {
        const name = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
        return await options.callDynamoDb(name, structuredClone(given));
      } catch (error) {
        if (!(error instanceof DynamoDbFailure)) throw error;
        throw failure(`${resource.includes('aws-sdk') ? 'DynamoDb' : 'DynamoDB'}.${error.name}`, error.message);
      }
    },
  };
}
