import type { MeasuredPass, MeasuredPoint, Traffic } from '../../../core/cost/Measurement.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { clipsOfWindow } from '../../../core/cost/quantities.ts';
import { type ForetoldPass, ONCE_A_TICK, scalePass } from '../../../core/cost/scalePass.ts';

const USUAL: Traffic = { mbps: 2, fragmentSeconds: 2, windowSeconds: 300, fragments: 'all', source: 'clip' };

/** How often each billed operation is called by each function of a stream's child. */
function billedCalls({ calls }: Pick<MeasuredPass | ForetoldPass, 'calls'>): Record<string, number> {
  return Object.fromEntries(
    calls
      .filter(({ caller, service }) => !ONCE_A_TICK.has(caller) && !service.startsWith('kinesis'))
      .map((call) => [`${call.caller} ${call.service} ${call.operation}`, call.calls]),
  );
}

const nameOf = ({ traffic }: MeasuredPoint): string =>
  `${traffic.mbps} Mbit/s, ${traffic.windowSeconds} s, fragments ${traffic.fragments}, source ${traffic.source}`;

describe('every measured point is foretold from the others', () => {
  test.each(MEASURED.points.map((point) => [nameOf(point), point] as const))('%s', (_name, { traffic, window }) => {
    const foretold = scalePass(MEASURED, traffic);

    expect(billedCalls(foretold)).toEqual(billedCalls(window));
    expect(foretold.bucketEvents).toBe(window.bucketEvents);
    expect(foretold.functions.map(({ name, invocations }) => [name, invocations])).toEqual(
      window.functions.filter(({ name }) => !ONCE_A_TICK.has(name)).map(({ name, invocations }) => [name, invocations]),
    );
  });
});

describe('what a window becomes', () => {
  test.each([
    [USUAL, [150]],
    [{ ...USUAL, fragmentSeconds: 1 }, [200, 100]],
    [{ ...USUAL, windowSeconds: 10 }, [5]],
    [{ ...USUAL, mbps: 8 }, [47, 47, 47, 9]],
    [{ ...USUAL, windowSeconds: 3600 }, [190, 190, 190, 190, 190, 190, 190, 190, 190, 90]],
  ])('%j: clips of %j fragments', (traffic, fragments) => {
    expect(clipsOfWindow(traffic).map((clip) => clip.fragments)).toEqual(fragments);
  });
});

test('two clips: two plans, two of each file, and two invocations', () => {
  const foretold = scalePass(MEASURED, { ...USUAL, fragmentSeconds: 1 });

  expect(foretold.functions.map(({ name, invocations }) => [name, invocations])).toEqual([
    ['archiveBundle', 2],
    ['archiveClip', 2],
    ['commitWindow', 1],
    ['computeWindow', 1],
    ['listFragments', 1],
  ]);
  expect(billedCalls(foretold)).toMatchObject({
    'listFragments s3 PutObject': 2,
    'archiveClip s3 PutObject': 4,
    'archiveBundle s3 PutObject': 4,
  });
});

test('twice the bytes take longer, and never less memory', () => {
  const gbSeconds = (mbps: number): number =>
    scalePass(MEASURED, { ...USUAL, mbps }).functions.reduce((sum, use) => sum + use.milliseconds * use.memoryMb, 0);

  expect(gbSeconds(2)).toBeGreaterThan(gbSeconds(1));
  expect(gbSeconds(1)).toBeGreaterThan(gbSeconds(0.1));
});
