import { mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { DiskSpool, type SpoolOptions } from '../../../device/spool/DiskSpool.ts';
import { diskFiles } from '../../../device/spool/diskFiles.ts';
import type { DocumentHeader, PendingFragment } from '../../../device/spool/FragmentStore.ts';
import { FaultyFiles } from './FaultyFiles.ts';
import { quickFiles } from './quickFiles.ts';

const START_MS = 1_795_000_000_000;
const HEADER: DocumentHeader = { id: '0123456789abcdef', bytes: Uint8Array.from([1, 2, 3]) };
const OTHER: DocumentHeader = { id: 'fedcba9876543210', bytes: Uint8Array.from([4, 5, 6]) };

let folder: string;
const open: DiskSpool[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(async () => {
  for (const spool of open.splice(0)) await spool.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(more: Partial<SpoolOptions> = {}): Promise<DiskSpool> {
  const spool = await DiskSpool.open({
    folder,
    streamName: 'camera',
    maxBytes: 10_000,
    overflowBytes: 2_000,
    files: diskFiles,
    system: realSystem,
    ...more,
  });
  open.push(spool);
  return spool;
}

/** What a `kill -9` leaves: the folder as it is, and a lock of a process that is gone. */
async function killed(spool: DiskSpool): Promise<void> {
  const files = await filesIn(folder);
  const copies = await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name))] as const));
  await spool.close();
  open.splice(open.indexOf(spool), 1);
  for (const [name, bytes] of copies) if (name !== 'lock') await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: '1', token: 'gone' }));
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

const content = (index: number, header = HEADER, size = 1_000) => ({
  timecodeMs: START_MS + index * 1_000,
  lastMs: START_MS + index * 1_000 + 960,
  header,
  bytes: new Uint8Array(size).fill(index),
});

function all(spool: DiskSpool): PendingFragment[] {
  const fragments: PendingFragment[] = [];
  for (let next = spool.after(-1); next !== undefined; next = spool.after(next.sequence)) fragments.push(next);
  return fragments;
}

async function losses(): Promise<{ from: string; reason: string }[]> {
  const text = (await diskFiles.read(join(folder, 'losses.jsonl'))) ?? new Uint8Array();
  return Buffer.from(text)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { from: string; reason: string });
}

describe('the folder', () => {
  test('holds a file a fragment and one a header, each whole or not at all, and lets go of them', async () => {
    const spool = await opened();
    await spool.add(content(0));
    await spool.add(content(1));
    await spool.add(content(2, OTHER));

    expect(await filesIn(folder)).toEqual([
      `fragments/000000000/000000000000_${START_MS}_${START_MS + 960}_1000_0123456789abcdef.fragment`,
      `fragments/000000000/000000000001_${START_MS + 1_000}_${START_MS + 1_960}_1000_0123456789abcdef.fragment`,
      `fragments/000000000/000000000002_${START_MS + 2_000}_${START_MS + 2_960}_1000_fedcba9876543210.fragment`,
      'headers/0123456789abcdef.header',
      'headers/fedcba9876543210.header',
      'lock',
      'spool',
    ]);
    expect([spool.size, spool.bytes]).toEqual([3, 3_000]);
    for (const [index, fragment] of all(spool).entries()) {
      expect(await spool.read(fragment)).toEqual(content(index).bytes.subarray());
      await spool.remove(fragment);
    }

    // The header of the newest one will be needed by the next.
    expect(await filesIn(folder)).toEqual(['headers/fedcba9876543210.header', 'lock', 'spool']);
    expect([spool.size, spool.bytes]).toEqual([0, 0]);
  });

  test('is one process at a time', async () => {
    await opened();

    await expect(opened()).rejects.toMatchObject({
      name: 'Conflict',
      message: `the spool ${folder} is in use by process ${process.pid}: a device has its own`,
    });
  });

  test('is one stream for good', async () => {
    await (await opened()).close();
    open.length = 0;

    await expect(opened({ streamName: 'another' })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: `the spool ${folder} holds footage of camera, not of another: name another folder`,
    });
    // And it is not locked by the attempt.
    await opened();
  });

  test('that cannot be made says so', async () => {
    await writeFile(join(folder, 'file'), '');

    await expect(opened({ folder: join(folder, 'file') })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringMatching(/^the spool \S+file cannot be used: /),
    });
  });

  test('keeps folders of a thousand, and removes those that are empty', async () => {
    const spool = await opened({ maxBytes: 1_000_000, files: quickFiles });
    for (let index = 0; index < 2_001; index += 1) await spool.add(content(index, HEADER, 10));
    expect(await readdir(join(folder, 'fragments'))).toEqual(['000000000', '000000001', '000000002']);

    for (const fragment of all(spool).slice(0, 1_500)) await spool.remove(fragment);

    expect(await readdir(join(folder, 'fragments'))).toEqual(['000000001', '000000002']);
    expect(spool.oldest?.sequence).toBe(1_500);
  });
});

describe('after a kill', () => {
  test('everything is there again, in its order, with its times, header and bytes; the sequence goes on', async () => {
    const first = await opened();
    for (const index of [0, 1, 2, 3]) await first.add(content(index, index < 2 ? HEADER : OTHER));
    const [stored] = all(first);
    if (stored !== undefined) await first.remove(stored);
    await killed(first);

    const second = await opened();
    await second.add(content(9));

    expect(
      all(second).map(({ sequence, timecodeMs, lastMs, header, size }) => [sequence, timecodeMs, lastMs, header, size]),
    ).toEqual([
      [1, START_MS + 1_000, START_MS + 1_960, HEADER, 1_000],
      [2, START_MS + 2_000, START_MS + 2_960, OTHER, 1_000],
      [3, START_MS + 3_000, START_MS + 3_960, OTHER, 1_000],
      [4, START_MS + 9_000, START_MS + 9_960, HEADER, 1_000],
    ]);
    expect(second.firstOfRun).toBe(4);
    expect(second.recoveredLosses).toEqual([]);
    for (const fragment of all(second)) {
      expect((await second.read(fragment))[0]).toBe((fragment.timecodeMs - START_MS) / 1_000);
    }
  });

  test('a file that was cut off at any byte is a loss with its time; one whose rename is undone is taken up', async () => {
    const first = await opened();
    for (const index of [0, 1, 2]) await first.add(content(index));
    await killed(first);
    const shard = join(folder, 'fragments', '000000000');
    const [one, two] = (await readdir(shard)).sort();
    await rename(join(shard, one ?? ''), join(shard, `${one}.part`));
    await truncate(join(shard, `${one}.part`), 700);
    await rename(join(shard, two ?? ''), join(shard, `${two}.part`));

    const second = await opened();

    expect(all(second).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(second.recoveredLosses).toMatchObject([
      { timecodeMs: START_MS, lastMs: START_MS + 960, reason: 'its file was cut off while it was being written' },
    ]);
    expect((await readdir(shard)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a fragment without its header cannot be sent: a loss', async () => {
    const first = await opened();
    await first.add(content(0));
    await first.add(content(1, OTHER));
    await killed(first);
    await truncate(join(folder, 'headers', `${HEADER.id}.header`), 10);

    const second = await opened();

    expect(all(second).map(({ sequence }) => sequence)).toEqual([1]);
    expect(second.recoveredLosses).toMatchObject([
      { timecodeMs: START_MS, reason: expect.stringContaining('the header 0123456789abcdef') },
    ]);
  });

  test('a file that rotted is found when it is read', async () => {
    const spool = await opened();
    await spool.add(content(0));
    const [name = ''] = (await filesIn(folder)).filter((file) => file.startsWith('fragments/'));
    const bytes = await readFile(join(folder, name));
    bytes[500] = 0xff;
    await writeFile(join(folder, name), bytes);
    const [fragment] = all(spool);

    await expect(fragment === undefined ? undefined : spool.read(fragment)).rejects.toMatchObject({
      name: 'Corrupt',
      message: 'its file is gone or damaged',
    });
  });

  test('an empty spool does not begin its numbers anew within a folder of them', async () => {
    const first = await opened({ maxBytes: 1_000_000, files: quickFiles });
    for (let index = 0; index < 1_003; index += 1) await first.add(content(index, HEADER, 10));
    for (const fragment of all(first)) await first.remove(fragment);
    await killed(first);

    expect((await opened()).firstOfRun).toBe(1_000);
  });

  test('files that are none of ours are left alone', async () => {
    const first = await opened();
    await first.add(content(0));
    await killed(first);
    await writeFile(join(folder, 'fragments', 'notes.txt'), 'mine');
    await writeFile(join(folder, 'fragments', '000000000', 'notes.txt'), 'mine');

    const second = await opened();

    expect(second.size).toBe(1);
    expect((await filesIn(folder)).filter((name) => name.endsWith('notes.txt'))).toHaveLength(2);
  });
});

describe('bounds', () => {
  test('no more than its bytes; an empty one takes one of any size', async () => {
    const spool = await opened({ maxBytes: 2_500 });

    expect(await spool.add(content(0, HEADER, 5_000))).toBe(true);
    expect(await spool.add(content(1))).toBe(false);
    expect((await spool.giveUpOldest())?.timecodeMs).toBe(START_MS);
    expect(await spool.add(content(1))).toBe(true);
    expect(await spool.add(content(2))).toBe(true);
    expect(await spool.add(content(3))).toBe(false);
    expect([spool.size, spool.bytes]).toEqual([2, 2_000]);
  });

  test('the oldest goes first, but not what a connection is carrying', async () => {
    const spool = await opened();
    for (const index of [0, 1, 2]) await spool.add(content(index));
    const [oldest] = all(spool);
    if (oldest !== undefined) oldest.inFlight = true;

    expect((await spool.giveUpOldest())?.sequence).toBe(1);
    expect((await spool.giveUpOldest())?.sequence).toBe(2);
    expect((await spool.giveUpOldest())?.sequence).toBe(0);
    expect(await spool.giveUpOldest()).toBeUndefined();
  });

  test('each loss is a line with the times of the footage', async () => {
    const spool = await opened();
    spool.noteLoss({ timecodeMs: START_MS, lastMs: START_MS + 960, reason: 'there is no room for it' });
    spool.noteLoss({ timecodeMs: START_MS + 1_000, lastMs: START_MS + 1_960, reason: 'there is no room for it' });
    await spool.close();
    open.length = 0;

    expect(await losses()).toEqual([
      {
        at: expect.stringMatching(/Z$/),
        from: new Date(START_MS).toISOString(),
        to: new Date(START_MS + 960).toISOString(),
        reason: 'there is no room for it',
      },
      expect.objectContaining({ from: new Date(START_MS + 1_000).toISOString() }),
    ]);
  });
});

describe('a disk in trouble', () => {
  const troubles: [string, string][] = [];
  const onTrouble = (trouble: string, reason: string) => troubles.push([trouble, reason]);
  beforeEach(() => {
    troubles.length = 0;
  });

  test('full: fragments stay in memory while there is room, then the oldest makes some on the disk', async () => {
    const files = new FaultyFiles();
    const spool = await opened({ files, onTrouble, maxBytes: 100_000 });
    for (const index of [0, 1, 2]) await spool.add(content(index));
    files.roomBytes = 500;

    // Two fit into memory.
    expect(await spool.add(content(3))).toBe(true);
    expect(await spool.add(content(4))).toBe(true);
    expect(await spool.add(content(5))).toBe(false);
    expect((await spool.giveUpOldest())?.sequence).toBe(0);
    expect(await spool.add(content(5))).toBe(true);

    expect(troubles.map(([trouble]) => trouble)).toEqual(['full', 'over']);
    expect(all(spool).map(({ timecodeMs }) => (timecodeMs - START_MS) / 1_000)).toEqual([1, 2, 3, 4, 5]);
    for (const fragment of all(spool)) {
      expect((await spool.read(fragment))[0]).toBe((fragment.timecodeMs - START_MS) / 1_000);
    }
    expect((await filesIn(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('broken: what lies on it is not given up for nothing', async () => {
    const files = new FaultyFiles();
    const spool = await opened({ files, onTrouble, maxBytes: 100_000 });
    await spool.add(content(0));
    files.broken = 'EROFS';

    expect(await spool.add(content(1))).toBe(true);
    expect(await spool.add(content(2))).toBe(true);
    expect(await spool.add(content(3))).toBe(false);
    expect((await spool.giveUpOldest())?.sequence).toBe(1);
    expect(await spool.add(content(3))).toBe(true);

    expect(troubles.map(([trouble]) => trouble)).toEqual(['broken']);
    expect(all(spool).map(({ timecodeMs }) => (timecodeMs - START_MS) / 1_000)).toEqual([0, 2, 3]);
  });

  test('what memory holds at the end goes to the disk where that takes it, and is a loss where not', async () => {
    const files = new FaultyFiles();
    const spool = await opened({ files, onTrouble });
    files.roomBytes = 0;
    await spool.add(content(0));
    await spool.add(content(1));
    files.roomBytes = 1_100;

    const lost = await spool.close();
    open.length = 0;

    expect(lost).toMatchObject([
      { timecodeMs: START_MS + 1_000, reason: expect.stringContaining('the spool did not take it: Error: ENOSPC') },
    ]);
    const again = await opened();
    expect(all(again).map(({ timecodeMs }) => timecodeMs)).toEqual([START_MS]);
    expect((await again.read(all(again)[0] as PendingFragment))[0]).toBe(0);
  });
});
