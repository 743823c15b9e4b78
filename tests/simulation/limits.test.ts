import { MAX_HISTORY_EVENTS } from '../../core/limits/historyBudget.ts';
import { LIVE_PLANS_FOR_MS } from '../../functions/archive/steps/listFragments.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';

/** Fragments so far apart that each is a plan of its own. */
function scatter(world: ArchiveWorld, arn: string, count: number): { from: number; to: number } {
  const from = world.system.clock.now() - 3_600_000;
  for (let index = 0; index < count; index++) world.footage.record(arn, from + index * 5000);
  return { from: from - 1000, to: from + count * 5000 };
}

const executionsOf = (world: ArchiveWorld) =>
  [...world.histories.keys()].filter((arn) => arn.includes(':archive:')).length;
const longest = (world: ArchiveWorld) => Math.max(...world.histories.values());

/** What has become of the fragments: how many stand where. */
function tally(world: ArchiveWorld, arn: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const places of world.places(arn).values()) {
    const where = places.map(({ kind }) => kind).join(' and ');
    counts[where] = (counts[where] ?? 0) + 1;
  }
  return counts;
}

describe('what an execution cannot hold goes on in another', () => {
  it('a range whose every fragment is a plan, each failing all 20 tries, ends red, each plan tried once', async () => {
    const world = new ArchiveWorld({ seed: 1 });
    const arn = await world.enrol('door', { tries: 20 });
    const range = scatter(world, arn, 60);
    world.fault = (call) => (call === 'source.clip' || call === 'source.fragments' ? new Error('down') : undefined);
    let tried = 0;
    const fail = world.fault;
    world.fault = (call) => {
      if (call === 'source.clip') tried += 1;
      return fail(call);
    };

    const result = await world.run({ stream: 'door', ...range });

    expect(result.status).toBe('FAILED');
    expect(tally(world, arn)).toEqual({ failed: 60 });
    expect(tried).toBe(60 * 20);
    expect(executionsOf(world)).toBe(3);
    expect(longest(world)).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
  }, 300_000);

  it('a range of 700 plans is archived whole by one execution for whoever waits', async () => {
    const world = new ArchiveWorld({ seed: 2 });
    const arn = await world.enrol('door', { tries: 20 });
    const range = scatter(world, arn, 700);

    const result = await world.run({ stream: 'door', ...range });

    expect(result.status).toBe('SUCCEEDED');
    expect(tally(world, arn)).toEqual({ clip: 700 });
    expect(executionsOf(world)).toBeGreaterThan(1);
    expect(longest(world)).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
    expect(violations(world, arn)).toEqual([]);
  }, 300_000);
});

describe('the five minutes of a live child', () => {
  it('a plan that never fits into them goes on in a catch-up execution, and becomes a gap there', async () => {
    const world = new ArchiveWorld({ seed: 3 });
    const arn = await world.enrol('door', { tries: 3 });
    for (let i = 0; i < 10; i++) {
      world.footage.record(arn, world.system.clock.now());
      await world.system.clock.sleep(1000);
    }
    await world.system.clock.sleep(10_000);
    world.slow = (step) => (step === 'archiveClip' ? 240_000 : 0);
    world.fault = (call) => (call === 'source.clip' || call === 'source.fragments' ? new Error('down') : undefined);
    const begun = world.system.clock.now();

    const first = await world.run({ trigger: 'schedule' });
    const open = tally(world, arn);
    let ticks = 1;
    while (tally(world, arn).open !== undefined && ticks < 10) {
      ticks += 1;
      await world.run({ trigger: 'schedule' });
    }

    // Cut off, the run is red, and the plan stands where it stood: recorded, and open.
    expect(first).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(open).toEqual({ open: 10 });
    expect(tally(world, arn)).toEqual({ failed: 10 });
    expect(world.passes.map(({ kind }) => kind)).toContain('catch-up');
    expect(world.system.clock.now() - begun).toBeLessThan(LIVE_PLANS_FOR_MS + 3 * 300_000 + 3 * 300_000);
    expect(violations(world, arn)).toEqual([]);
  });

  it('one that was merely slow is archived by the next run', async () => {
    const world = new ArchiveWorld({ seed: 4 });
    const arn = await world.enrol('door');
    for (let i = 0; i < 10; i++) {
      world.footage.record(arn, world.system.clock.now());
      await world.system.clock.sleep(1000);
    }
    await world.system.clock.sleep(10_000);
    world.slow = (step) => (step === 'archiveClip' ? 310_000 : 0);
    const first = await world.run({ trigger: 'schedule' });
    world.slow = () => 0;

    const second = await world.run({ trigger: 'schedule' });

    expect([first.status, second.status]).toEqual(['FAILED', 'SUCCEEDED']);
    expect(tally(world, arn)).toEqual({ clip: 10 });
  });
});
