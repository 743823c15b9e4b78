import { seedsOf } from './seeds.ts';
import { type Told, tellStory } from './tellStory.ts';

/** Stories that are told in one test: a name a seed would be thousands of lines. */
const TOGETHER = 25;
const STORY_MS = 3000;

/** What a seed broke, everything that happened in it, in order, and how to see it again. */
async function tellAgain(seed: number, told: Told): Promise<string> {
  const { history } = await tellStory(seed, true);
  return [
    `seed ${seed} breaks ${told.violations.length} promise(s):`,
    ...told.violations.map((each) => `  - ${each}`),
    'what happened, in order:',
    ...history,
    `again: npm run test:faults -- --seed ${seed}`,
  ].join('\n');
}

/** Tests that play one share of the seeds. */
export function proveSeeds(share: number): void {
  const seeds = seedsOf(share);
  const groups = Array.from({ length: Math.ceil(seeds.length / TOGETHER) }, (_, index) =>
    seeds.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  const sums = { seeds: 0, runs: 0, calls: 0, faults: 0, fragments: 0 };
  afterAll(() => {
    if (process.env.FAULT_REPORT !== undefined) process.stdout.write(`FAULT_REPORT ${JSON.stringify(sums)}\n`);
  });
  if (groups.length === 0) it('has no seed in this share', () => expect(seeds).toEqual([]));
  it.each(groups.map((group): [string, number[]] => [`${group[0]} to ${group.at(-1)}`, group]))(
    'seeds %s',
    async (_name, group) => {
      for (const seed of group) {
        const told = await tellStory(seed);
        if (told.violations.length > 0) throw new Error(await tellAgain(seed, told));
        sums.seeds += 1;
        sums.runs += told.runs;
        sums.calls += told.calls;
        sums.fragments += told.fragments;
        sums.faults += Object.values(told.faults).reduce((sum, hits) => sum + hits, 0);
      }
    },
    TOGETHER * STORY_MS,
  );
}
