import { MAX_BUNDLES_OF_OUTCOME, MAX_BUNDLES_OF_PASS, plansThatFit } from '../../../core/limits/historyBudget.ts';
import { MAX_PAYLOAD_BYTES } from '../../../local/states/limits.ts';
import { type PackagedMachine, packagedMachine } from './packagedMachine.ts';
import { runChild } from './worstRun.ts';

/** A Lambda's error as Step Functions tells it: a cause has at most 32,768 characters (API reference, HistoryEvent). */
const LONGEST_CAUSE = 'é'.repeat(32_000);
const bundle = (index: number) => ({
  planId: String(index).padStart(12, '0'),
  row: `p#${'1'.repeat(15)}#${'a'.repeat(12)}`,
});

/** Every field of a window as long as it may be. */
const longestWindow = {
  streamName: 'n'.repeat(256),
  streamArn: `arn:aws:kinesisvideo:ap-southeast-2:000000000000:stream/${'n'.repeat(256)}/1795269171418`,
  runId: 'r'.repeat(80),
  executionArn: `arn:aws:states:ap-southeast-2:000000000000:execution:${'m'.repeat(80)}:${'r'.repeat(80)}`,
  bucket: 'b'.repeat(63),
  prefix: `${'p'.repeat(511)}/`,
  retention: 'c'.repeat(128),
  kind: 'range',
  leaseKind: 'range',
  clock: 'producer',
  source: 'fragments',
  bundles: true,
  spans: Array.from({ length: 3 }, () => ({ startMs: 253_402_300_799_999, endMs: 253_402_300_799_999 })),
  range: { fromMs: 253_402_300_799_999, toMs: 253_402_300_799_999 },
  startedMs: 253_402_300_799_999,
  continuesMs: 253_402_300_799_999,
};

let machine: PackagedMachine;

beforeAll(async () => {
  machine = await packagedMachine();
}, 300_000);

describe('no payload of a child comes near 256 KiB', () => {
  test('a pass whose every plan fell into as many bundles as an outcome may name, and whose bundles all failed', async () => {
    const outcome = {
      status: 'archived',
      clips: 200,
      openParts: 200,
      bundlesLeft: 200,
      bundles: Array.from({ length: MAX_BUNDLES_OF_OUTCOME }, (_, index) => bundle(index)),
    };
    const run = await runChild(machine.definition, {
      ...{ plans: plansThatFit(0, 1), tries: 1, bundles: MAX_BUNDLES_OF_PASS, waits: 0, passes: 1 },
      ...{ window: longestWindow, outcome, cause: LONGEST_CAUSE },
    });

    expect([run.status, run.cause]).toEqual(['FAILED', expect.stringContaining('could not be archived')]);
    expect(run.largest.where).toBe('parameters of TaskScheduled');
    expect(run.largest.bytes).toBeLessThan(0.7 * MAX_PAYLOAD_BYTES);
  });

  test('a pass whose every plan fails with the longest cause there is', async () => {
    const run = await runChild(machine.definition, {
      ...{ plans: plansThatFit(0, 2), tries: 2, bundles: MAX_BUNDLES_OF_PASS, waits: 0, passes: 1 },
      ...{ window: longestWindow, cause: LONGEST_CAUSE },
    });

    expect([run.status, run.cause]).toEqual(['FAILED', expect.stringContaining('could not be archived')]);
    expect(run.largest.bytes).toBeLessThan(0.5 * MAX_PAYLOAD_BYTES);
  });
});
