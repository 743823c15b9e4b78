import { DynamoChangeLog } from '../../../cloud/dynamodb/DynamoChangeLog.ts';
import type { Change } from '../../../core/changes/Change.ts';
import type { ChangeLog } from '../../../core/ports/changeLog.ts';
import { MemoryChangeLog } from '../../simulation/memory/MemoryChangeLog.ts';
import { openTables } from './localServices.ts';

const change = (atMs: number, more: Partial<Change> = {}): Change => ({
  stream: 'front',
  atMs,
  requestId: `request-${atMs}`,
  subject: 'anna',
  kind: 'user',
  route: 'PUT /v1/streams/{stream}',
  parameters: { stream: 'front' },
  fields: { enabled: { before: true, after: false }, prefix: { after: 'a/' } },
  ...more,
});

describe.each(['DynamoDB', 'memory'])('who changed what, in %s', (kind) => {
  let changes: ChangeLog;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      changes = new MemoryChangeLog();
      return;
    }
    const tables = await openTables();
    changes = new DynamoChangeLog(tables.documents, 'ChangesTable', 400);
    close = tables.close;
  });
  afterEach(() => close());

  it('lists a stream’s own, newest first, in pages, as they were written', async () => {
    for (const atMs of [1000, 3000, 2000]) await changes.put(change(atMs));
    await changes.put(change(4000, { stream: 'back' }));

    const first = await changes.list('front', { limit: 2 });
    const rest = await changes.list('front', { limit: 2, after: first.nextToken });

    expect(first.items).toEqual([change(3000), change(2000)]);
    expect(rest).toEqual({ items: [change(1000)], nextToken: undefined });
  });

  it('keeps a request once, and those about no stream apart', async () => {
    const { stream: _stream, fields: _fields, ...about } = change(1000);
    await changes.put({ ...about, body: { from: 1 } });
    await changes.put({ ...about, body: { from: 1 } });

    expect((await changes.list(undefined, { limit: 10 })).items).toEqual([{ ...about, body: { from: 1 } }]);
    expect((await changes.list('front', { limit: 10 })).items).toEqual([]);
  });

  it('refuses a token that is none of its own', async () => {
    await expect(changes.list('front', { limit: 1, after: 'x' })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

it('a record ends after the days that the owner set', async () => {
  const tables = await openTables();
  const log = new DynamoChangeLog(tables.documents, 'ChangesTable', 30);
  const send = jest.spyOn(tables.documents, 'send');

  await log.put(change(86_400_000));

  expect(send.mock.calls[0]?.[0].input).toMatchObject({ Item: { expiresAt: 31 * 86_400 } });
  await tables.close();
});
