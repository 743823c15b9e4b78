import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '../../../../cloud/system/lock/acquireLock.ts';
import { realSystem } from '../../../../cloud/system/realSystem.ts';

describe('acquireLock', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('a second taker is told who holds it; after the release it gets it; nothing stays behind', async () => {
    const path = join(dir, 'lock');
    const first = await acquireLock(path, realSystem);
    await expect(acquireLock(path, realSystem)).rejects.toMatchObject({
      kind: 'Conflict',
      details: { pid: process.pid },
    });
    await first.release();
    const second = await acquireLock(path, realSystem);
    await first.release();
    expect(await readdir(dir)).toEqual(['lock']);
    await second.release();
    expect(await readdir(dir)).toEqual([]);
  });

  test.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 30, started: '', token: 'x' })],
    ['another process that now has its number', JSON.stringify({ pid: process.pid, started: '1', token: 'x' })],
    ['noise', 'not json'],
  ])('the lock of %s is taken over', async (_, content) => {
    const path = join(dir, 'lock');
    await writeFile(path, content);
    const lock = await acquireLock(path, realSystem);
    await lock.release();
    expect(await readdir(dir)).toEqual([]);
  });

  test.each(Array.from({ length: 10 }, (_, round) => round))(
    'of many takers of a stale lock, one at a time holds it (%i)',
    async () => {
      const path = join(dir, 'lock');
      await writeFile(path, JSON.stringify({ pid: 2 ** 30, started: '', token: 'x' }));
      let holders = 0;
      let most = 0;
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          const lock = await acquireLock(path, realSystem, 60_000);
          holders += 1;
          most = Math.max(most, holders);
          await realSystem.clock.sleep(5);
          holders -= 1;
          await lock.release();
        }),
      );
      expect(most).toBe(1);
      expect(await readdir(dir)).toEqual([]);
    },
    300_000,
  );

  test('who meant to break a stale lock leaves the one that a living process has taken meanwhile', async () => {
    const path = join(dir, 'lock');
    const living = JSON.stringify({ pid: process.pid, started: '', token: 'living' });
    await writeFile(path, JSON.stringify({ pid: 2 ** 30, started: '', token: 'x' }));
    const breaking = await acquireLock(
      `${path}.${createHash('sha256').update('x').digest('hex').slice(0, 16)}.stale`,
      realSystem,
    );
    const late = acquireLock(path, realSystem).catch((error: unknown) => error);
    await realSystem.clock.sleep(100); // By now it waits for its turn to break the lock; where it is slower, it sees the living one.
    // In its place at once: where there were none for a moment, the late one could take it.
    await writeFile(`${path}.new`, living);
    await rename(`${path}.new`, path);
    await breaking.release();
    expect(await late).toMatchObject({ kind: 'Conflict' });
    expect(await readFile(path, 'utf8')).toBe(living);
  });

  test('a stale lock is taken over although who was about to break it is gone too', async () => {
    const path = join(dir, 'lock');
    await writeFile(path, JSON.stringify({ pid: 2 ** 30, started: '', token: 'x' }));
    const breaking = `${path}.${createHash('sha256').update('x').digest('hex').slice(0, 16)}.stale`;
    await writeFile(breaking, JSON.stringify({ pid: 2 ** 30, started: '', token: 'y' }));
    const lock = await acquireLock(path, realSystem);
    await lock.release();
    expect(await readdir(dir)).toEqual([]);
  });
});
