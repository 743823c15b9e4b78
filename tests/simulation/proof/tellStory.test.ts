import { ArchiveWorld } from '../ArchiveWorld.ts';
import { seededFractions } from '../SimulatedClock.ts';
import { brokenAtRest, orphans } from './atRest.ts';
import { tellStory } from './tellStory.ts';
import { Weather } from './Weather.ts';
import { Witness } from './Witness.ts';

describe('a story', () => {
  it('of one seed is told twice in the same words', async () => {
    const [first, second] = [await tellStory(42, true), await tellStory(42, true)];

    expect(first.history.length).toBeGreaterThan(100);
    expect(second.history).toEqual(first.history);
    expect(second.places).toEqual(first.places);
  });

  it('has weather of every kind, given some hundred seeds', () => {
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 200; seed++) {
      const { rates } = new Weather(new ArchiveWorld({ seed }), seededFractions(seed));
      for (const [kind, rate] of Object.entries(rates)) if (rate > 0) kinds.add(kind);
    }

    expect([...kinds].sort()).toEqual([
      ...['answerLost', 'broken', 'corrupt', 'cut', 'hidden', 'killAfter', 'killBefore'],
      ...['late', 'refused', 'repeated', 'reset', 'skew', 'slow', 'throttle'],
    ]);
  });
});

/** Bundles of these seeds were left behind: of a stream that was made again, and as all there was of their plan. */
it.each([
  ['open bundles of a stream that was made again', 121],
  ['a bundle whose clip was adopted by the sweep', 400],
])('%s, seed %i', async (_name, seed) => {
  expect((await tellStory(seed)).violations).toEqual([]);
});

describe('the checks see what they are there for', () => {
  async function archived() {
    const world = new ArchiveWorld({ seed: 1, camera: 'light' });
    const witness = new Witness(world, false);
    const arn = await world.enrol('door');
    for (let i = 0; i < 10; i++) {
      world.footage.record(arn, world.system.clock.now());
      await world.system.clock.sleep(i === 4 ? 5000 : 1000);
    }
    await world.system.clock.sleep(6000);
    await world.run({});
    return { world, witness, arn, broken: () => brokenAtRest(world, [arn], witness, { hidden: false }) };
  }
  const clips = (world: ArchiveWorld) => [...world.ledger.rows].filter(([, row]) => row.kind === 'clip');

  it('finds nothing where nothing is wrong', async () => {
    const { world, witness, broken } = await archived();
    witness.checkRuns();

    expect([...(await broken()), ...orphans(world), ...witness.violations]).toEqual([]);
    expect(clips(world)).toHaveLength(2);
  });

  it('a row that is gone: its fragments are nowhere, its files nobody’s', async () => {
    const { world, broken } = await archived();
    world.ledger.rows.delete(clips(world)[0]?.[0] ?? '');

    expect(
      (await broken()).filter((each) => each.endsWith('was listed, its pass went on, and it is nowhere')),
    ).toHaveLength(5);
    expect(orphans(world)).toHaveLength(2);
  });

  it('a file that is gone, a fragment that is there twice, a watermark that moves back, a green run with a gap', async () => {
    const { world, witness, arn, broken } = await archived();
    const [[key = '', first] = [], [, second] = []] = clips(world);
    if (first?.kind !== 'clip' || second?.kind !== 'clip') throw new Error('two clips were made');
    world.objects.objects.delete(`archive/${second.clip?.key}`);
    world.ledger.rows.set(key, { ...first, numbers: [...first.numbers, ...second.numbers.slice(0, 1)] });
    const { clip: _clip, source: _source, ...rest } = first;
    const gap = { ...rest, kind: 'gap', reason: 'failed', error: 'down', tries: 5, runId: 'run-1' } as const;
    world.ledger.rows.set(`${arn} other`, { ...gap, planId: second.planId, numbers: [] });
    witness.checkRuns();
    const state = world.streams.items.get(arn);
    if (state === undefined) throw new Error('the stream has an item');
    world.streams.items.set(arn, { ...state, watermarkMs: (state.watermarkMs - 1) as typeof state.watermarkMs });
    world.watch('', { call: 'streams.moveWatermark answered', args: [], invocation: {} as never });

    const found = await broken();
    expect(found.filter((each) => each.includes('stored are undefined'))).toHaveLength(1);
    expect(found.filter((each) => / is in \[/.test(each)).length).toBeGreaterThan(0);
    expect(orphans(world)).toEqual([expect.stringContaining('it is not there')]);
    expect(witness.violations).toEqual([
      expect.stringContaining('run-1 is green and left'),
      expect.stringContaining('the watermark moved back'),
    ]);
  });
});
