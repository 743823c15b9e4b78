import { lostOurWay, lostTheCommonWay } from './theCommonWay.ts';

/** More of them, with the figures: COMMON_WAY_SEEDS=200 npx jest tests/simulation/proof/theCommonWay --silent=false */
const SEEDS = Number(process.env.COMMON_WAY_SEEDS ?? 6);

it('under the same faults the common way loses footage, and the archive machine none', async () => {
  const sums = { recorded: 0, commonWay: 0, commonWayWithDelay: 0, ours: 0, seedsWithLoss: 0 };
  const seedsOfOurs: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const common = await lostTheCommonWay(seed, 0);
    const delayed = await lostTheCommonWay(seed, 15_000);
    const ours = await lostOurWay(seed);
    // The same footage, or nothing is compared.
    expect([delayed.recorded, ours.recorded]).toEqual([common.recorded, common.recorded]);
    sums.recorded += common.recorded;
    sums.commonWay += common.lost;
    sums.commonWayWithDelay += delayed.lost;
    sums.ours += ours.lost;
    if (ours.lost > 0) seedsOfOurs.push(seed);
    sums.seedsWithLoss += delayed.lost > 0 ? 1 : 0;
  }
  if (process.env.COMMON_WAY_SEEDS !== undefined)
    process.stdout.write(`${JSON.stringify({ seeds: SEEDS, ...sums })}\n`);

  expect(seedsOfOurs).toEqual([]);
  expect(sums.commonWayWithDelay).toBeGreaterThan(0);
  expect(sums.commonWay).toBeGreaterThanOrEqual(sums.commonWayWithDelay);
}, 600_000);

it('a fragment that two listings leave out has not left KVS for that (seed 145)', async () => {
  expect((await lostOurWay(145)).lost).toBe(0);
});
