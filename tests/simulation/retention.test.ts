import { ArchiverError } from '../../core/errors.ts';
import type { ClipRow } from '../../core/ledger/ledgerRow.ts';
import { dueMs } from '../../local/s3/lifecycle/expiry.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';

const DAY = 86_400_000;

async function record(world: ArchiveWorld, streamArn: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now());
    await world.system.clock.sleep(1000);
  }
  await world.system.clock.sleep(6000);
}

const clips = (world: ArchiveWorld) =>
  [...world.ledger.rows.values()].flatMap((row): ClipRow[] => (row.kind === 'clip' ? [row] : []));
const archived = (world: ArchiveWorld) => [...world.objects.tagsOf].filter(([key]) => key.startsWith('archive/'));

describe('retention', () => {
  it('leaves a tombstone: what lifecycle took is not archived again, though KVS still has it', async () => {
    const world = new ArchiveWorld({ seed: 1, settings: { windowMs: 4 * DAY } });
    const arn = await world.enrol('door', { fragments: 'all', retention: 'events' }, 24 * 60);
    const start = world.system.clock.now();
    await record(world, arn, 20);
    await world.run({ trigger: 'schedule' });
    const [row] = clips(world);
    expect(archived(world).map(([, tags]) => tags)).toEqual(Array(4).fill({ retention: 'events' }));
    expect(row).toMatchObject({ retention: 'events', retireAtMs: dueMs(start, 30) });

    await world.system.clock.sleep(31 * DAY);
    for (const [key] of archived(world)) world.objects.objects.delete(key);
    const runs = [
      await world.run({ trigger: 'schedule' }),
      await world.run({ stream: 'door', from: start - DAY, to: start + DAY }),
      await world.run({}),
    ];

    expect(runs.map(({ status }) => status)).toEqual(Array(3).fill('SUCCEEDED'));
    expect(clips(world)).toEqual([row]);
    expect(archived(world).filter(([key]) => world.objects.objects.has(key))).toEqual([]);
    expect(world.places(arn).size).toBe(20);
  });

  it('standard keeps for ever: tagged, and with no end in its row', async () => {
    const world = new ArchiveWorld({ seed: 2 });
    const arn = await world.enrol('door');
    await record(world, arn, 15);
    await world.run({ trigger: 'schedule' });

    expect(clips(world)).toMatchObject([{ retention: 'standard' }]);
    expect(clips(world)[0]).not.toHaveProperty('retireAtMs');
    expect(archived(world).map(([, tags]) => tags)).toEqual(Array(2).fill({ retention: 'standard' }));
  });

  it.each(['clip', 'fragments'])(
    'a class that is changed between two tries: what was stored first decides, and all of a clip agree (source %s)',
    async (source) => {
      const world = new ArchiveWorld({ seed: 3 });
      const arn = await world.enrol('door', { fragments: 'all', source, retention: 'events' });
      const before = world.system.clock.now();
      await record(world, arn, 10);
      // The clip is stored, and then nothing more of the plan succeeds.
      const stored = () => archived(world).some(([key]) => key.endsWith('.mp4'));
      world.fault = (call) =>
        stored() && call.startsWith('objects.') ? new ArchiverError('Internal', 'down') : undefined;
      await world.run({ trigger: 'schedule' });
      expect(archived(world).map(([, tags]) => tags)).toEqual([{ retention: 'events' }]);
      world.fault = () => undefined;
      const enrolment = await world.enrolments.get('door');
      if (enrolment === undefined) throw new Error('door is enrolled');
      await world.enrolments.put({ ...enrolment, settings: { ...enrolment.settings, retention: 'standard' } });

      await world.run({ stream: 'door', from: before - DAY, to: before + DAY });

      expect(clips(world)).toMatchObject([{ retention: 'events', retireAtMs: dueMs(before, 30) }]);
      expect(archived(world).map(([, tags]) => tags)).toEqual(Array(4).fill({ retention: 'events' }));
      expect(violations(world, arn)).toEqual([]);
    },
  );
});
