import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createDynamoDb, type LocalDynamoDb } from '../../../local/dynamodb/createDynamoDb.ts';
import type { TableDefinition } from '../../../local/dynamodb/ensureTable.ts';

const things: TableDefinition = {
  TableName: 'things',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'label', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byLabel',
      KeySchema: [{ AttributeName: 'label', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

describe('createDynamoDb', () => {
  let dir: string;
  let service: LocalDynamoDb;
  let server: Server;
  let client: DynamoDBClient;
  let now = 1_800_000_000_000;
  const system = { ...realSystem, clock: { ...realSystem.clock, now: () => now } };
  const open = () => createDynamoDb({ dataDir: dir, system, region: 'eu-west-1', accountId: '000000000000' });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-dynamodb-'));
    service = await open();
    await service.ensureTable(things);
    server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      service.handle(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  });
  afterEach(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
    await service.close();
    await rm(dir, { recursive: true, force: true });
  });

  test('items are put under a condition, found by index, and still there after a restart', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    for (const sk of [1, 2, 3]) {
      await documents.send(new PutCommand({ TableName: 'things', Item: { pk: 'a', sk, label: sk === 2 ? 'x' : 'y' } }));
    }
    const all = await documents.send(
      new QueryCommand({
        TableName: 'things',
        KeyConditionExpression: 'pk = :p AND sk > :s',
        ExpressionAttributeValues: { ':p': 'a', ':s': 1 },
      }),
    );
    expect(all.Items?.map((item) => item.sk)).toEqual([2, 3]);
    const labelled = await documents.send(
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byLabel',
        KeyConditionExpression: 'label = :l',
        ExpressionAttributeValues: { ':l': 'x' },
      }),
    );
    expect(labelled.Items).toEqual([{ pk: 'a', sk: 2, label: 'x' }]);

    await service.close();
    service = await open();
    await service.ensureTable(things);

    const found = await client.send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' }, sk: { N: '3' } } }),
    );
    expect(found.Item).toEqual({ pk: { S: 'a' }, sk: { N: '3' }, label: { S: 'y' } });
    const { Table } = (await service.call('DescribeTable', { TableName: 'things' })) as { Table: { TableArn: string } };
    expect(Table.TableArn).toBe('arn:aws:dynamodb:eu-west-1:000000000000:table/things');
  });

  test('an index that is declared later is there after a restart, with the items of before; another key is refused', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    for (const sk of [1, 2, 3]) {
      await documents.send(
        new PutCommand({
          TableName: 'things',
          Item: { pk: 'a', sk, label: 'x', ...(sk === 3 ? {} : { at: 10 - sk }) },
        }),
      );
    }
    await service.close();
    service = await open();
    const byTime = {
      IndexName: 'byTime',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    };
    const indexes = [...(things.GlobalSecondaryIndexes ?? []), byTime];
    const types = [...things.AttributeDefinitions, { AttributeName: 'at', AttributeType: 'N' }];
    const grown = { ...things, AttributeDefinitions: types, GlobalSecondaryIndexes: indexes };
    await service.ensureTable(grown);
    const query = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'a' } };

    const found = await documents.send(new QueryCommand({ TableName: 'things', IndexName: 'byTime', ...query }));
    const labelled = await documents.send(
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byLabel',
        KeyConditionExpression: 'label = :l',
        ExpressionAttributeValues: { ':l': 'x' },
      }),
    );

    expect(found.Items).toEqual([
      { pk: 'a', sk: 2, at: 8 },
      { pk: 'a', sk: 1, at: 9 },
    ]);
    expect(labelled.Items).toHaveLength(3);
    await service.ensureTable(grown);
    await expect(service.ensureTable(things)).rejects.toMatchObject({ kind: 'Conflict' });
    const otherKey = { ...byTime, KeySchema: [{ AttributeName: 'at', KeyType: 'HASH' }] };
    await expect(
      service.ensureTable({ ...grown, GlobalSecondaryIndexes: [...(things.GlobalSecondaryIndexes ?? []), otherKey] }),
    ).rejects.toMatchObject({ kind: 'Conflict' });
  });

  test('of many writers of one version, one wins, and the others are shown the item', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    await documents.send(new PutCommand({ TableName: 'things', Item: { pk: 's', sk: 0, version: 1 } }));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, writer) =>
        documents.send(
          new UpdateCommand({
            TableName: 'things',
            Key: { pk: 's', sk: 0 },
            UpdateExpression: 'SET version = :next, writer = :w',
            ConditionExpression: 'version = :read',
            ExpressionAttributeValues: { ':next': 2, ':read': 1, ':w': writer },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),
    );
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(19);
    for (const { reason } of lost) {
      expect(reason).toBeInstanceOf(ConditionalCheckFailedException);
      expect(reason.Item).toMatchObject({ version: { N: '2' } });
    }
  });

  test('a failed condition on an item that is not there has no item to show', async () => {
    const failure = await client
      .send(
        new PutItemCommand({
          TableName: 'things',
          Item: { pk: { S: 'n' }, sk: { N: '0' } },
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(failure).not.toHaveProperty('Item.pk');
  });

  test('what has expired is swept, what has not stays; the setting survives a restart', async () => {
    const at = (ms: number): { N: string } => ({ N: String(Math.floor(ms / 1000)) });
    const put = (pk: string, expiresAt: { N: string } | { S: string }) =>
      client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: pk }, sk: { N: '0' }, expiresAt } }));
    await put('gone', at(now - 10_000));
    await put('later', at(now + 60_000));
    await put('ancient', at(now - 6 * 366 * 86_400_000));
    await put('text', { S: '1' });
    await service.close();
    service = await open();

    expect(await service.sweep()).toBe(1);
    now += 120_000;
    expect(await service.sweep()).toBe(1);

    const left = (await service.call('Scan', { TableName: 'things' })) as { Items: { pk: { S: string } }[] };
    expect(left.Items.map((item) => item.pk.S).sort()).toEqual(['ancient', 'text']);
  });

  test('a table whose keys are others than declared is refused by name', async () => {
    await expect(
      service.ensureTable({ ...things, KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] }),
    ).rejects.toMatchObject({ kind: 'Conflict', message: expect.stringContaining('table things') });
  });

  test('what is not offered is an unknown operation', async () => {
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  test('clients that go away in the middle of a request leave the service up', async () => {
    const { port } = server.address() as AddressInfo;
    for (let index = 0; index < 5; index += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: 100\r\n\r\n{"Tab',
          );
          setTimeout(() => socket.destroy(), 20);
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await service.call('ListTables', {})).TableNames).toEqual(['things']);
  });
});
