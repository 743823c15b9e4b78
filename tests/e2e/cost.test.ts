import { measurePoint } from '../../bench/cost/measurePoint.ts';
import type { MeasuredCall, Traffic } from '../../core/cost/Measurement.ts';
import { MEASURED } from '../../core/cost/measured.ts';
import { ONCE_A_TICK, scalePass } from '../../core/cost/scalePass.ts';
import { Installation } from './harness/Installation.ts';

/** A camera unlike the measured ones: two clips a window, of 200 and of 10 fragments. */
const TRAFFIC: Traffic = { mbps: 0.1, fragmentSeconds: 1, windowSeconds: 210, fragments: 'all', source: 'clip' };

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
}, 120_000);

afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

const counts = (calls: readonly MeasuredCall[]): Record<string, number> =>
  Object.fromEntries(
    calls
      .filter(({ service }) => !service.startsWith('kinesis'))
      .map(({ caller, service, operation, calls: count }) => [`${caller} ${service} ${operation}`, count]),
  );

test('a fresh run calls what the committed measurement foretells; else `npm run bench -- cost` writes it anew', async () => {
  const { point, idle } = await measurePoint(installation, installation, 'metered', TRAFFIC, 1);

  const foretold = scalePass(MEASURED, TRAFFIC);
  const onceATick = MEASURED.points[0]?.window;
  const ofTick = onceATick?.calls.filter(({ caller }) => ONCE_A_TICK.has(caller)) ?? [];
  expect(counts(point.window.calls)).toEqual(counts([...ofTick, ...foretold.calls]));
  expect(point.window.functions.map(({ name, invocations }) => [name, invocations])).toEqual(
    [...foretold.functions, ...(onceATick?.functions.filter(({ name }) => ONCE_A_TICK.has(name)) ?? [])]
      .map(({ name, invocations }) => [name, invocations])
      .sort(),
  );
  expect(point.window.standardTransitions).toBe(onceATick?.standardTransitions);
  expect(point.window.expressExecutions).toBe(1);
  expect(point.window.bucketEvents).toBe(foretold.bucketEvents);
  // Streams that were taken off leave empty shards in the list: the committed run had several.
  const ofList = 'ArchiveMachineRole s3 GetObject';
  expect(counts(idle.calls)).toEqual({ ...counts(MEASURED.idle.calls), [ofList]: 1 });
}, 120_000);
