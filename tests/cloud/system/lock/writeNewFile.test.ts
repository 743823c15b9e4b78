import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNewFile } from '../../../../cloud/system/lock/writeNewFile.ts';

describe('writeNewFile', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-new-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('of many at once one makes it, whole, and nothing else stays', async () => {
    const path = join(dir, 'file');
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1000));
    const made = await Promise.all(texts.map((text, index) => writeNewFile(path, text, `t${index}`)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(texts[made.indexOf(true)]);
    expect(await readdir(dir)).toEqual(['file']);
  });

  test('a folder that is not there is an error', async () => {
    await expect(writeNewFile(join(dir, 'a', 'b'), 'x', 't')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
