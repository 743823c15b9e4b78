import { dynamoDbFailure } from '../../../local/dynamodb/DynamoDbFailure.ts';
import type { LocalEvents } from '../../../local/events/createEvents.ts';
import { createServiceTasks } from '../../../local/stack/createServiceTasks.ts';
import type { TaskContext } from '../../../local/states/interpreter/TaskRunner.ts';

const context: TaskContext = { signal: new AbortController().signal, executionArn: 'e', roleArn: 'r', stateName: 's' };

describe('createServiceTasks', () => {
  const calls: unknown[] = [];
  const tasks = createServiceTasks({
    async callDynamoDb(operation, input) {
      calls.push([operation, input]);
      if (operation === 'PutItem')
        throw dynamoDbFailure('ConditionalCheckFailedException', 'The conditional request failed');
      return { Item: {} };
    },
    events: { put: (event: unknown) => void calls.push(event) } as unknown as LocalEvents,
    publish: (publication) => {
      calls.push(publication);
      return publication.topicArn === 'arn:topic' ? 'id-1' : undefined;
    },
  });
  beforeEach(() => {
    calls.length = 0;
  });
  const run = (resource: string, args: unknown) => tasks.run(`arn:aws:states:::${resource}`, args, context);

  test.each<[string, unknown, unknown, unknown]>([
    ['dynamodb:getItem', { TableName: 't' }, { Item: {} }, ['GetItem', { TableName: 't' }]],
    ['aws-sdk:dynamodb:getItem', { TableName: 't' }, { Item: {} }, ['GetItem', { TableName: 't' }]],
    [
      'events:putEvents',
      {
        Entries: [{ Source: 's', DetailType: 'd', Detail: { a: 1 }, EventBusName: 'arn:aws:events:r:a:event-bus/own' }],
      },
      { FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] },
      { source: 's', detailType: 'd', detail: { a: 1 }, bus: 'own' },
    ],
    [
      'sns:publish',
      { TopicArn: 'arn:topic', Message: { a: 1 }, Subject: 'x' },
      { MessageId: 'id-1' },
      { topicArn: 'arn:topic', message: '{"a":1}', subject: 'x', attributes: {} },
    ],
  ])('%s', async (resource, args, result, call) => {
    expect(await run(resource, args)).toEqual(result);
    expect(calls).toEqual([call]);
  });

  test.each([
    ['dynamodb:putItem', {}, 'DynamoDB.ConditionalCheckFailedException'],
    ['aws-sdk:dynamodb:putItem', {}, 'DynamoDb.ConditionalCheckFailedException'],
    ['sns:publish', { TopicArn: 'arn:none', Message: 'x' }, 'SNS.NotFoundException'],
  ])('%s fails by the name that Catch sees', async (resource, args, name) => {
    await expect(run(resource, args)).rejects.toMatchObject({ name });
  });

  test('other resources are not known', () => {
    expect(tasks.supports?.('arn:aws:states:::aws-sdk:s3:getObject')).toBe(false);
    expect(tasks.supports?.('arn:aws:states:::dynamodb:putItem')).toBe(true);
  });
});
