import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInput } from '../../fuzz/engine/runInput.ts';
import { target as acknowledgements } from '../../fuzz/targets/acknowledgements.ts';
import { target as awsChunked } from '../../fuzz/targets/awsChunked.ts';
import { target as httpApi } from '../../fuzz/targets/httpApi.ts';
import { target as kvsRequests } from '../../fuzz/targets/kvsRequests.ts';
import { target as matroskaCutter } from '../../fuzz/targets/matroskaCutter.ts';
import { target as matroskaDocument } from '../../fuzz/targets/matroskaDocument.ts';
import { target as mp4 } from '../../fuzz/targets/mp4.ts';
import { target as s3Requests } from '../../fuzz/targets/s3Requests.ts';

const FUZZ = join(__dirname, '..', '..', 'fuzz');
const TARGETS = {
  acknowledgements,
  awsChunked,
  httpApi,
  kvsRequests,
  matroskaCutter,
  matroskaDocument,
  mp4,
  s3Requests,
};

describe('the kept corpus', () => {
  it('has an entry here for every target', async () => {
    const files = (await readdir(join(FUZZ, 'targets'))).filter((file) => file.endsWith('.ts') && file !== 'seeds.ts');

    expect(files.map((file) => file.slice(0, -3)).sort()).toEqual(Object.keys(TARGETS).sort());
  });

  it.each(Object.entries(TARGETS))(
    'of %s breaks no promise',
    async (name, target) => {
      const folder = join(FUZZ, 'corpus', name);
      const kept = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file))));
      const broken: string[] = [];
      await target.open?.();
      try {
        for (const input of [...(await target.seeds()), ...kept]) {
          await runInput(target, input).catch((error: unknown) => {
            broken.push(`${Buffer.from(input).toString('base64')}: ${String(error)}`);
          });
        }
      } finally {
        await target.close?.();
      }

      expect(kept.length).toBeGreaterThan(10);
      expect(broken).toEqual([]);
    },
    300_000,
  );
});
