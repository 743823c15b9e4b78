import { byService, cameraMonth, type Fleet } from '../../../core/cost/cameraMonth.ts';
import { countPasses } from '../../../core/cost/countPasses.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { type CountedStream, monthSoFar } from '../../../core/cost/monthSoFar.ts';
import { bytesOf, SECONDS_A_MONTH } from '../../../core/cost/quantities.ts';
import type { PassRecord } from '../../../core/ports/runLog.ts';

const FLEET: Fleet = {
  ...{ streams: 1, mbps: 2, fragmentSeconds: 2, windowSeconds: 300, fragments: 'all', source: 'clip' },
  retentionHours: 24,
};
/** What such a camera leaves in the records in so many months. */
function counted(months: number, fleet: Fleet = FLEET): CountedStream {
  const seconds = months * SECONDS_A_MONTH;
  const passes = seconds / fleet.windowSeconds;
  const copies = fleet.fragments === 'all' ? 2 : 1;
  return {
    ...{ passes, clips: passes, bundles: copies === 2 ? passes : 0, fragments: seconds / fleet.fragmentSeconds },
    ...{ footageMs: seconds * 1000, bytes: bytesOf(fleet, seconds) * copies, source: fleet.source },
    ...{ retentionHours: fleet.retentionHours, seconds },
  };
}
const dollars = (streams: readonly CountedStream[], scale = 1) =>
  Object.fromEntries(monthSoFar(MEASURED, streams, { scale, period: 300 }).map((each) => [each.service, each.dollars]));

test.each<[string, Partial<Fleet>]>([
  ['as by default', {}],
  ['clips only', { fragments: 'none' }],
  ['read by number', { source: 'fragments' }],
  ['longer windows', { windowSeconds: 600 }],
])('a whole month of what was counted costs what is foretold of it: %s', (_name, change) => {
  const fleet = { ...FLEET, ...change };
  const foretold = byService(cameraMonth(MEASURED, fleet), 1);

  const sofar = dollars([counted(1, fleet)]);

  for (const [service, expected] of foretold) {
    // Footage that a month adds is kept for half of it on average; KVS keeps a day of it throughout.
    const factor = service === 'S3 storage' ? 0.5 : 1;
    expect([service, sofar[service]]).toEqual([service, expect.closeTo(expected * factor, 6)]);
  }
});

test('half of a month is half of the work; a stream that sent nothing is looked at all the same', () => {
  const [half, whole] = [dollars([counted(0.5)]), dollars([counted(1)])];
  const silent = { ...counted(1), passes: 0, clips: 0, bundles: 0, fragments: 0, footageMs: 0, bytes: 0 };

  expect(half.Lambda).toBeCloseTo((whole.Lambda ?? 0) / 2, 9);
  expect(half['S3 storage']).toBeCloseTo((whole['S3 storage'] ?? 0) / 4, 9);
  const idle = dollars([silent]);
  expect(Object.values(idle).every((value) => Number.isFinite(value))).toBe(true);
  expect(idle.Lambda).toBeGreaterThan(0);
  expect(idle['KVS ingest']).toBeUndefined();
});

test('streams that were counted stand for others; without streams nothing is reckoned', () => {
  const [one, four] = [dollars([counted(1)]), dollars([counted(1)], 4)];

  expect(four['KVS reads']).toBeCloseTo((one['KVS reads'] ?? 0) * 4, 9);
  expect(four['Step Functions']).toBeLessThan((one['Step Functions'] ?? 0) * 4);
  expect(dollars([])).toEqual({});
});

describe('countPasses', () => {
  const record = (more: Partial<PassRecord>): PassRecord =>
    ({ clips: 0, bundles: 0, fragments: 0, footageMs: 0, ...more }) as PassRecord;

  test('passes that stored something, and what they stored', () => {
    const records = [record({}), record({ clips: 2, bundles: 1, fragments: 30, footageMs: 60_000, bytes: 9000 })];

    expect(countPasses(records)).toEqual({
      ...{ passes: 1, clips: 2, bundles: 1, fragments: 30, footageMs: 60_000, bytes: 9000 },
    });
    expect(countPasses(records, 3)).toMatchObject({ passes: 3, clips: 6, footageMs: 180_000, bytes: 27_000 });
  });

  test('records without bytes are weighed by those with them, or as usual footage', () => {
    const old = record({ clips: 1, footageMs: 10_000 });

    expect(countPasses([old, record({ clips: 1, footageMs: 10_000, bytes: 700 })]).bytes).toBe(1400);
    expect(countPasses([old]).bytes).toBe(5_000_000);
    expect(countPasses([]).bytes).toBe(0);
  });
});
