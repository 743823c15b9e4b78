import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepOrphans } from '../../../functions/verify/steps/sweepOrphans.ts';
import { ArchiveWorld } from '../ArchiveWorld.ts';
import { calmPorts, orphans } from './atRest.ts';

/** What seeds have found, each by itself. */
const HOUR = 3_600_000;
const temporaryFolder = mkdtempSync(join(tmpdir(), 'kvs-archiver-found-'));
afterAll(() => rmSync(temporaryFolder, { recursive: true, force: true }));

async function recorded(settings: object, count = 6): Promise<{ world: ArchiveWorld; arn: string }> {
  const world = new ArchiveWorld({ seed: 1, camera: 'light', temporaryFolder });
  const arn = await world.enrol('door', { ...settings });
  for (let index = 0; index < count; index++) {
    world.footage.record(arn, world.system.clock.now());
    await world.system.clock.sleep(1000);
  }
  await world.system.clock.sleep(12_000);
  return { world, arn };
}

const clipsOf = (world: ArchiveWorld) =>
  [...world.ledger.rows.values()].flatMap((row) => (row.kind === 'clip' ? [row] : []));

it.each([
  ['made again', (world: ArchiveWorld) => void world.footage.create('door')],
  ['deleted', (world: ArchiveWorld) => world.footage.remove('door')],
])('seed 121: bundles of a stream that was %s are not open for ever', async (_what, replace) => {
  const { world, arn } = await recorded({ fragments: 'all' });
  world.fault = (call) => (call === 'ledger.addBundle' ? new Error('down') : undefined);
  await world.run({ trigger: 'schedule' });
  world.fault = () => undefined;
  const before = world.streams.items.get(arn)?.openBundles.length;
  replace(world);

  await world.run({});
  await world.system.clock.sleep(73 * HOUR);
  await sweepOrphans({ sweepAgeMs: 48 * HOUR, budgetMs: HOUR }, calmPorts(world, temporaryFolder));

  expect(before).toBe(1);
  expect(world.streams.items.get(arn)?.openBundles).toEqual([]);
  // It was stored, and not noted.
  expect(clipsOf(world).map(({ bundle }) => bundle !== undefined)).toEqual([true]);
  expect(orphans(world)).toEqual([]);
});

it('seed 20: a bundle that is all there is of expired footage is taken into the ledger', async () => {
  const { world, arn } = await recorded({ fragments: 'all' });
  await world.run({});
  const [[key, row] = []] = [...world.ledger.rows];
  if (key === undefined || row?.kind !== 'clip') throw new Error('a clip was made');
  const { clip, bundle, source: _source, ...rest } = row;
  for (const ending of ['.mp4', '.json']) {
    world.objects.objects.delete(`archive/${clip?.key.replace('.mp4', ending)}`);
  }
  world.ledger.rows.set(key, { ...rest, kind: 'gap', reason: 'expired', error: 'Expired', tries: 1, runId: 'run-0' });
  await world.system.clock.sleep(73 * HOUR);

  const ports = calmPorts(world, temporaryFolder);
  const swept = await sweepOrphans({ sweepAgeMs: 48 * HOUR, budgetMs: HOUR }, ports);

  expect(swept).toMatchObject({ adopted: 1, deleted: 0, left: 0 });
  expect(clipsOf(world)).toMatchObject([{ streamArn: arn, bundle, source: 'FRAGMENTS', numbers: row.numbers }]);
  expect(orphans(world)).toEqual([]);
});

it.each([32, 63, 94])(
  'seed 655: a body that ends %i bytes early, where a frame ends, is asked for again',
  async (bytes) => {
    const { world } = await recorded({ source: 'fragments' });
    let reads = 0;
    world.body = (_call, body) => {
      reads += 1;
      return reads > 1 ? body : shortened(body, bytes);
    };
    await world.run({});
    const whole = await recorded({ source: 'fragments' });
    await whole.world.run({});

    expect(reads).toBe(2);
    expect(clipsOf(world).map(({ clip }) => clip?.sha256)).toEqual(
      clipsOf(whole.world).map(({ clip }) => clip?.sha256),
    );
  },
);

async function* shortened(body: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let held: Uint8Array | undefined;
  for await (const chunk of body) {
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (held !== undefined) yield held.subarray(0, held.length - bytes);
}
