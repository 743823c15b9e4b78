import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { producerMs, serverMs } from '../../../../core/fragment.ts';
import { FragmentLog } from '../../../../local/kvs/storage/FragmentLog.ts';
import { composeFragmentNumber } from '../../../../local/kvs/storage/fragmentNumbers.ts';
import { RECORD_BYTES } from '../../../../local/kvs/storage/fragmentRecord.ts';
import { computingMs } from '../../../computing.ts';

const LIMITS = { maxBytes: 1000, maxMs: 60_000 };
let directory: string;
let damage: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kvs-log-'));
  damage = [];
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const openLog = () => FragmentLog.open(directory, (message) => damage.push(message));

const append = (log: FragmentLog, counter: number, bytes = 100) =>
  log.append(
    { header: Buffer.from('header'), cluster: Buffer.alloc(bytes, counter) },
    {
      number: composeFragmentNumber(counter, counter * 1000, 7),
      producerMs: producerMs(counter * 1000),
      serverMs: serverMs(counter * 1000),
      lengthMs: 900,
      listableFromMs: 0,
    },
    LIMITS,
  );

const counters = (log: FragmentLog): number[] => [...log.entries()].map((record) => record.producerMs / 1000);

test('what was appended is there again, byte by byte', async () => {
  const log = await openLog();
  const records = [];
  for (let counter = 1; counter <= 20; counter++) records.push(await append(log, counter));
  await log.close();

  const again = await openLog();

  expect([...again.entries()].map((entry) => entry.read())).toEqual(records);
  for (const record of records) {
    expect(again.find(record.number)).toEqual(record);
    const { header, cluster } = await again.read(record);
    expect(Buffer.from(header).toString()).toBe('header');
    expect(cluster).toEqual(Buffer.alloc(100, record.producerMs / 1000));
  }
  expect([...again.entries(records[14]?.number)].map((record) => record.producerMs / 1000)).toEqual([
    16, 17, 18, 19, 20,
  ]);
  expect([...again.newestFirst()].map((record) => record.producerMs / 1000).slice(0, 3)).toEqual([20, 19, 18]);
  expect(damage).toEqual([]);
  await again.close();
});

test('a new segment begins when one is full', async () => {
  const log = await openLog();
  for (let counter = 1; counter <= 21; counter++) await append(log, counter);
  await log.close();
  expect((await readdir(directory)).filter((name) => name.endsWith('.media'))).toHaveLength(3);
});

test.each([1, RECORD_BYTES - 1])('an index torn %d bytes into a record loses that record only', async (extra) => {
  const log = await openLog();
  for (let counter = 1; counter <= 3; counter++) await append(log, counter);
  await log.close();
  await truncate(join(directory, '00000001.index'), 2 * RECORD_BYTES + extra);

  const again = await openLog();

  expect(counters(again)).toEqual([1, 2]);
  expect((await stat(join(directory, '00000001.index'))).size).toBe(2 * RECORD_BYTES);
  expect((await stat(join(directory, '00000001.media'))).size).toBe(2 * 106);
  expect(damage).toHaveLength(2);
  await append(again, 4);
  expect(counters(again)).toEqual([1, 2, 4]);
  await again.close();
});

test('media without a record is cut off', async () => {
  const log = await openLog();
  await append(log, 1);
  await log.close();
  await appendFile(join(directory, '00000001.media'), 'torn');
  const again = await openLog();
  expect(counters(again)).toEqual([1]);
  expect((await stat(join(directory, '00000001.media'))).size).toBe(106);
  await again.close();
});

test('a damaged record in the middle costs itself, and is told', async () => {
  const log = await openLog();
  for (let counter = 1; counter <= 3; counter++) await append(log, counter);
  await log.close();
  const path = join(directory, '00000001.index');
  const index = await readFile(path);
  index.writeUInt8(index.readUInt8(RECORD_BYTES + 30) ^ 1, RECORD_BYTES + 30);
  await writeFile(path, index);
  const again = await openLog();
  expect(counters(again)).toEqual([1, 3]);
  expect(damage).toEqual([expect.stringContaining('1 damaged records')]);
  await again.close();
});

test('changed media is refused, and does not hurt the rest', async () => {
  const log = await openLog();
  const [first, second] = [await append(log, 1), await append(log, 2)];
  const path = join(directory, '00000001.media');
  const media = await readFile(path);
  media.writeUInt8(0x55, 20);
  await writeFile(path, media);
  await expect(log.read(first)).rejects.toMatchObject({ name: 'DamagedFragment' });
  expect((await log.read(second)).cluster).toHaveLength(100);
  await log.close();
});

test('expired segments are freed, and only those', async () => {
  const log = await openLog();
  for (let counter = 1; counter <= 25; counter++) await append(log, counter);

  await log.removeExpired(15_000);

  expect(counters(log)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  expect((await readdir(directory)).sort()).toEqual([
    '00000002.index',
    '00000002.media',
    '00000003.index',
    '00000003.media',
  ]);
  await log.removeExpired(25_000);
  expect(await readdir(directory)).toEqual([]);
  await append(log, 26);
  expect(counters(log)).toEqual([26]);
  await log.close();
});

test('a crash between the two unlinks of a freed segment is cleared away', async () => {
  const log = await openLog();
  for (let counter = 1; counter <= 12; counter++) await append(log, counter);
  await log.close();
  await rm(join(directory, '00000001.index'));
  const again = await openLog();
  expect(counters(again)).toEqual([11, 12]);
  expect(await readdir(directory)).not.toContain('00000001.media');
  await again.close();
});

test('60,000 records open quickly', async () => {
  const log = await openLog();
  for (let counter = 1; counter <= 10; counter++) await append(log, counter);
  await log.close();
  const index = await readFile(join(directory, '00000001.index'));
  await writeFile(join(directory, '00000001.index'), Buffer.concat(Array.from({ length: 6000 }, () => index)));
  const tookMs = await computingMs(async () => {
    const again = await openLog();
    expect(counters(again)).toHaveLength(60_000);
    await again.close();
  });
  expect(tookMs).toBeLessThan(4_000);
});
