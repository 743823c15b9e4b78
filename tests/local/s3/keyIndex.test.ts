import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { KeyIndex } from '../../../local/s3/storage/keyIndex.ts';

describe('KeyIndex', () => {
  let folder: string;
  let index: KeyIndex;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'key-index-'));
    index = await KeyIndex.open(join(folder, 'index'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await index.close();
    await rm(folder, { recursive: true, force: true });
  });

  const put = (key: string, value: unknown) => index.commit([{ type: 'put', key, value }]);
  const keys = async (prefix: string) => {
    const found: string[] = [];
    for await (const [key] of index.entries(prefix)) found.push(key);
    return found;
  };

  test('makes all changes of a commit or none, and shares one sync among those that wait', async () => {
    const batch = jest.spyOn(ClassicLevel.prototype, 'batch');
    await Promise.all(Array.from({ length: 100 }, (_, at) => put(`k${String(at).padStart(2, '0')}`, at)));
    expect(batch.mock.calls.length).toBeLessThanOrEqual(3);
    expect(await keys('k')).toHaveLength(100);
  });

  test('is opened anew after a failed write: what was there is there, and writes go on', async () => {
    await put('before', 1);
    jest.spyOn(ClassicLevel.prototype, 'batch').mockImplementationOnce(() => {
      throw new Error('IO error: No space left on device');
    });
    const opened = jest.spyOn(ClassicLevel.prototype, 'open');
    await expect(put('failed', 2)).rejects.toThrow('No space left');
    expect(await index.get('before')).toBe(1);
    expect(opened).not.toHaveBeenCalled();
    await Promise.all([put('after', 3), index.note([{ type: 'put', key: 'noted', value: 4 }])]);
    expect(opened).toHaveBeenCalledTimes(1);
    expect(await keys('')).toEqual(['after', 'before', 'noted']);
  });

  test('walks in the order of UTF-8, jumps, and ends with the prefix', async () => {
    for (const key of ['a/1', 'a/\u{10ffff}z', 'a0', 'b', '\uffee', '\u{1f3a5}']) await put(key, key);
    expect(await keys('')).toEqual(['a/1', 'a/\u{10ffff}z', 'a0', 'b', '\uffee', '\u{1f3a5}']);
    expect(await keys('a/')).toEqual(['a/1', 'a/\u{10ffff}z']);
    const walk = index.walk<string>('a');
    walk.seekPast('a/');
    expect([await walk.next(), await walk.next()]).toEqual([['a0', 'a0'], undefined]);
    await walk.close();
  });
});
