import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { type ConsumedUnits, consumedUnits } from '../../../local/dynamodb/consumedUnits.ts';
import { createDynamoDb, type LocalDynamoDb } from '../../../local/dynamodb/createDynamoDb.ts';

const KB = 1024;

test.each<[string, Record<string, unknown> | undefined, ConsumedUnits]>([
  ['GetItem', { ConsumedCapacity: { CapacityUnits: 0.5 } }, { readUnits: 0.5, writeUnits: 0 }],
  ['PutItem', { ConsumedCapacity: { CapacityUnits: 3 } }, { readUnits: 0, writeUnits: 3 }],
  ['BatchGetItem', { ConsumedCapacity: [{ CapacityUnits: 1 }, { CapacityUnits: 2 }] }, { readUnits: 3, writeUnits: 0 }],
  ['UpdateItem', undefined, { readUnits: 0, writeUnits: 1 }],
])('%s: %j', (operation, answer, expected) => {
  expect(consumedUnits(operation, answer)).toEqual(expected);
});

describe('units of real items', () => {
  let units: [string, ConsumedUnits][];
  let dynamodb: LocalDynamoDb;

  beforeEach(async () => {
    units = [];
    dynamodb = await createDynamoDb({
      system: realSystem,
      region: 'us-east-1',
      accountId: '000000000000',
      onUnits: (_request, operation, each) => units.push([operation, each]),
    });
    await dynamodb.ensureTable({
      TableName: 'items',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
  });
  afterEach(() => dynamodb.close());

  /** As the gateway hands a request over; the JSON of the answer. */
  async function call(operation: string, input: object): Promise<unknown> {
    const request = new IncomingMessage(new Socket());
    request.headers = { 'x-amz-target': `DynamoDB_20120810.${operation}` };
    request.push(JSON.stringify(input));
    request.push(null);
    const response = new ServerResponse(request);
    let body = '';
    response.end = ((text: string) => {
      body = text;
      return response;
    }) as typeof response.end;
    await dynamodb.handle(request, response);
    return JSON.parse(body);
  }

  test('a write of 2.5 KB takes 3, a strongly consistent read of it 1, one that may be stale a half; nobody sees it', async () => {
    const Item = { id: { S: 'a' }, text: { S: 'x'.repeat(2.5 * KB) } };
    const Key = { id: { S: 'a' } };

    const put = await call('PutItem', { TableName: 'items', Item });
    await call('GetItem', { TableName: 'items', Key, ConsistentRead: true });
    const got = await call('GetItem', { TableName: 'items', Key });

    expect(put).toEqual({});
    expect(got).toEqual({ Item });
    expect(units).toEqual([
      ['PutItem', { readUnits: 0, writeUnits: 3 }],
      ['GetItem', { readUnits: 1, writeUnits: 0 }],
      ['GetItem', { readUnits: 0.5, writeUnits: 0 }],
    ]);
  });

  test('a condition that does not hold costs a write all the same', async () => {
    const Item = { id: { S: 'a' } };
    await call('PutItem', { TableName: 'items', Item });

    const refused = await call('PutItem', {
      TableName: 'items',
      Item,
      ConditionExpression: 'attribute_not_exists(id)',
    });

    expect(refused).toMatchObject({ __type: expect.stringContaining('ConditionalCheckFailedException') });
    expect(units.map(([, each]) => each.writeUnits)).toEqual([1, 1]);
  });

  test('whoever asks for the units is told them', async () => {
    const Item = { id: { S: 'a' } };

    const put = await call('PutItem', { TableName: 'items', Item, ReturnConsumedCapacity: 'TOTAL' });

    expect(put).toEqual({ ConsumedCapacity: { TableName: 'items', CapacityUnits: 1 } });
  });
});
