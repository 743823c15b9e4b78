import type { PassRecord } from '../../../core/ports/runLog.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import { type CostPorts, showCosts } from '../../../functions/api/steps/showCosts.ts';

const NOW = Date.UTC(2026, 10, 11);
const MONTH = Date.UTC(2026, 10, 1);
const record = (endedMs: number): PassRecord =>
  ({ streamName: 's', endedMs, clips: 1, bundles: 1, fragments: 150, footageMs: 300_000, bytes: 150e6 }) as PassRecord;

/** So many streams with the same records each. */
function world(streams: number, records: readonly PassRecord[], complete: boolean): CostPorts & { asked: number[] } {
  const asked: number[] = [];
  const items = Array.from({ length: streams }, (_, index) => ({
    ...{ streamName: `s${index}`, streamArn: `arn${index}`, createdMs: 0, settings: { source: 'clip' } },
  })) as unknown as Enrolment[];
  return {
    asked,
    enrolments: {
      list: async (size, after = '0') => {
        const end = Number(after) + size;
        return { items: items.slice(Number(after), end), ...(end < streams ? { nextToken: String(end) } : {}) };
      },
    },
    streams: { get: async () => undefined },
    records: {
      newest: async (_arn, sinceMs) => {
        asked.push(sinceMs);
        return { records, complete };
      },
    },
    clock: { now: () => NOW } as CostPorts['clock'],
    periodMs: 300_000,
  };
}

test('records since the first of the month are counted, and the estimate says what it rests on', async () => {
  const ports = world(2, [record(NOW - 300_000), record(MONTH + 300_000)], true);

  const body = await showCosts(ports);

  expect(ports.asked).toEqual([MONTH, MONTH]);
  expect(body).toMatchObject({
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-11-11T00:00:00.000Z',
    counted: { streams: 2, ofStreams: 2, complete: true, passes: 4, clips: 4, footageMs: 1_200_000, bytes: 600e6 },
  });
  expect(body.dollars).toBeGreaterThan(0);
  expect(body.notHeld).toContain('stored-before');
});

test('the newest records stand for a month that is not read to its beginning', async () => {
  // Those of one day of ten.
  const records = Array.from({ length: 288 }, (_, index) => record(NOW - index * 300_000 - 300_000));

  const { counted } = (await showCosts(world(1, records, false))) as { counted: { passes: number; complete: boolean } };

  expect(counted).toMatchObject({ passes: 2880, complete: false });
});

test('of many streams a hundred are counted, two calls each, and stand for all', async () => {
  const ports = world(2500, [record(NOW - 300_000)], true);

  const { counted, dollars } = (await showCosts(ports)) as { counted: object; dollars: number };
  const few = (await showCosts(world(100, [record(NOW - 300_000)], true))) as { dollars: number };

  expect(ports.asked).toHaveLength(100);
  expect(counted).toMatchObject({ streams: 100, ofStreams: 2500, passes: 100 });
  expect(dollars).toBeGreaterThan(few.dollars * 10);
});

test('without streams it is nothing', async () => {
  expect(await showCosts(world(0, [], true))).toMatchObject({ dollars: 0, services: [], counted: { streams: 0 } });
});
