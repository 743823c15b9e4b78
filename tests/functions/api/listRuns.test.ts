import * as fc from 'fast-check';
import type { ListedRun, MachineRuns } from '../../../core/ports/machineRuns.ts';
import { listRuns, type RunsAsked } from '../../../functions/api/steps/listRuns.ts';

/** Lists as Step Functions keeps them, newest first; a token says behind which run it goes on. */
class Lists {
  readonly #runs: Readonly<Record<string, readonly ListedRun[]>>;
  calls = 0;

  constructor(starts: Readonly<Record<string, readonly number[]>>) {
    this.#runs = Object.fromEntries(
      Object.entries(starts).map(([machine, times]) => [
        machine,
        times
          .toSorted((one, other) => other - one)
          .map((startedMs) => ({
            ...{ executionId: `${machine}-${startedMs}`, executionArn: 'arn', status: 'SUCCEEDED' as const },
            ...{ startedMs, redrives: 0 },
          })),
      ]),
    );
  }

  of = (machine: string): Pick<MachineRuns, 'list'> => ({
    list: async ({ limit, token = 'Infinity' }) => {
      this.calls++;
      const left = (this.#runs[machine] ?? []).filter(({ startedMs }) => startedMs < Number(token));
      const runs = left.slice(0, limit);
      return { runs, ...(left.length > limit ? { token: String(runs.at(-1)?.startedMs) } : {}) };
    },
  });
}

/** All pages, one after the other. */
async function all(asked: RunsAsked, lists: Lists): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages++) {
    const page = await listRuns({ ...asked, ...(after === undefined ? {} : { after }) }, lists.of);
    expect(page.items.length).toBeLessThanOrEqual(asked.limit);
    ids.push(...page.items.map(({ machine, startedMs }) => `${machine} ${startedMs}`));
    if (page.nextToken === undefined) return { ids, pages };
    after = page.nextToken;
    if (pages > 1000) throw new Error('it does not end');
  }
}

test('one page of three machines is three calls, in order of time', async () => {
  const lists = new Lists({ archive: [50, 30, 10], export: [40], request: [] });

  const page = await listRuns({ machines: ['archive', 'export', 'request'], limit: 10 }, lists.of);

  expect(page.items.map(({ machine, startedMs }) => [machine, startedMs])).toEqual([
    ['archive', 50],
    ['export', 40],
    ['archive', 30],
    ['archive', 10],
  ]);
  expect([page.nextToken, lists.calls]).toEqual([undefined, 3]);
});

test('whatever there is, each run is told once and the newest first', async () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 60 });
  const span = fc.record({ fromMs: fc.integer({ min: 0, max: 500 }), toMs: fc.integer({ min: 0, max: 500 }) });
  await fc.assert(
    fc.asyncProperty(times, times, fc.integer({ min: 1, max: 20 }), fc.option(span), async (a, b, limit, spanAsked) => {
      const asked = { machines: ['a', 'b'], limit, ...(spanAsked ?? {}) };

      const { ids } = await all(asked, new Lists({ a, b }));

      const inSpan = (ms: number): boolean => spanAsked === null || (ms >= spanAsked.fromMs && ms < spanAsked.toMs);
      const expected = [...a.map((ms) => `a ${ms}`), ...b.map((ms) => `b ${ms}`)].filter((id) =>
        inSpan(Number(id.slice(2))),
      );
      expect(ids.toSorted()).toEqual(expected.toSorted());
      const told = ids.map((id) => Number(id.slice(2)));
      expect(told).toEqual(told.toSorted((one, other) => other - one));
    }),
    { seed: 7, numRuns: 60 },
  );
});

test('runs that begin between two pages move nothing: the next page goes on behind the last run', async () => {
  const before = new Lists({ archive: [50, 40, 30, 20], export: [45, 15, 10] });
  const later = new Lists({ archive: [70, 60, 50, 40, 30, 20], export: [65, 45, 15, 10] });

  const first = await listRuns({ machines: ['archive', 'export'], limit: 3 }, before.of);
  const asked = { machines: ['archive', 'export'], limit: 3, after: first.nextToken ?? '' };
  const second = await listRuns(asked, later.of);

  expect(first.items.map(({ startedMs }) => startedMs)).toEqual([50, 45, 40]);
  expect(second.items.map(({ startedMs }) => startedMs)).toEqual([30, 20, 15]);
});

test('what lies far back is reached in several short pages, each of few calls', async () => {
  const lists = new Lists({ archive: Array.from({ length: 5000 }, (_, index) => index) });

  const { ids, pages } = await all({ machines: ['archive'], limit: 10, fromMs: 5, toMs: 8 }, lists);

  expect(ids).toEqual(['archive 7', 'archive 6', 'archive 5']);
  expect([pages, lists.calls]).toEqual([3, 5]);
});

test.each(['{', '[]', '{"archive":{"token":1}}', '"x"', '{"archive":{"other":1}}'])('%s is no token', async (after) => {
  await expect(listRuns({ machines: ['archive'], limit: 1, after }, new Lists({}).of)).rejects.toMatchObject({
    kind: 'InvalidInput',
  });
});
