import { runStateMachine } from '../../../local/states/interpreter/runStateMachine.ts';
import { StateFailure } from '../../../local/states/interpreter/StateFailure.ts';
import { MemoryS3 } from '../../local/states/MemoryS3.ts';
import { simulatedSystem } from '../../simulation/SimulatedClock.ts';
import type { Graph } from './packagedMachine.ts';

export interface Worst {
  readonly plans: number;
  readonly tries: number;
  readonly bundles: number;
  /** Rounds of waiting in the first pass. */
  readonly waits: number;
  readonly passes: number;
  /** Put into what the steps answer, to see what a payload can hold. */
  readonly window?: Readonly<Record<string, unknown>>;
  readonly outcome?: Readonly<Record<string, unknown>>;
  readonly cause?: string;
}

export interface WorstRun {
  readonly status: string | undefined;
  readonly cause: string | undefined;
  /** Events of the one child's history. */
  readonly events: number;
  /** The largest input, output or argument in UTF-8 bytes, and the state where it was. */
  readonly largest: { readonly bytes: number; readonly where: string };
}

const WAYS_OF_AWS = 'Throttled';

/**
 * Runs the archive machine over one stream in the real interpreter, with steps that fail as often as they are retried:
 * `Throttled` until that retrier is used up, then `Internal` until the other is.
 */
export async function runChild(definition: Graph, worst: Worst): Promise<WorstRun> {
  const failures = new Map<string, number>();
  const s3 = new MemoryS3({ 'work/runs/r/streams/items.jsonl': '{"streamName":"door"}\n' }, 65_536);
  let waits = worst.waits;
  let passes = 0;
  const children = new Map<string, number>();
  let childEnd: { status: string; cause: string } | undefined;
  let largest = { bytes: 0, where: '' };

  /** Fails so many times, then answers, and begins anew at the next visit. */
  const after = (key: string, throttles: number, faults: number, answer: () => unknown): unknown => {
    const failed = failures.get(key) ?? 0;
    if (failed < throttles + faults) {
      failures.set(key, failed + 1);
      const name = failed < throttles ? WAYS_OF_AWS : 'Internal';
      throw new StateFailure(name, JSON.stringify({ errorMessage: worst.cause ?? 'down', errorType: name }));
    }
    failures.set(key, 0);
    return { StatusCode: 200, Payload: answer() };
  };
  /** Fails every call: so many throttles, so many faults, and from the beginning. */
  const never = (key: string, throttles: number, faults: number): never => {
    if (failures.get(key) === throttles + faults) failures.set(key, 0);
    return after(key, throttles, faults, () => undefined) as never;
  };
  const planned = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ planId: String(from + index).padStart(12, '0') }));

  const step = (name: string, payload: Record<string, unknown>): unknown => {
    const { planId = '' } = (payload.plan ?? {}) as { planId?: string };
    switch (name) {
      case 'PrepareRunLambdaFunction': {
        const place = { bucket: 'work', prefix: 'runs/r/' };
        const run = {
          runId: 'r',
          kind: 'range',
          children: 'STANDARD',
          maxConcurrency: 1,
          items: place,
          results: place,
        };
        return { StatusCode: 200, Payload: { ...run, items: { bucket: 'work', prefix: 'runs/r/streams/' } } };
      }
      case 'ComputeWindowLambdaFunction':
        return after(name, 6, 3, () => {
          if (waits > 0) {
            waits -= 1;
            return { status: 'wait', streamName: 'door', seconds: 60 };
          }
          return { status: 'window', streamName: 'door', tries: worst.tries, ...worst.window };
        });
      case 'ListFragmentsLambdaFunction':
        return after(name, 6, 3, () => ({
          status: 'planned',
          plans: planned(worst.plans, 0),
          bundles: planned(worst.bundles, 1000).map((each) => ({ ...each, row: `p#${'1'.repeat(15)}#${each.planId}` })),
          summary: {
            listed: 1,
            known: 0,
            planned: 1,
            adopted: 0,
            foreign: 0,
            left: 0,
            bundlesLeft: 0,
            unplannedFromMs: null,
          },
        }));
      case 'ArchiveClipLambdaFunction':
        if (worst.outcome !== undefined) return { StatusCode: 200, Payload: { planId, ...worst.outcome } };
        return never(`${name}${planId}`, 8, 1);
      case 'RecordGapLambdaFunction':
        return after(`${name}${planId}`, 6, 3, () => ({ planId, status: 'gap', clips: 0, openParts: 0, bundles: [] }));
      case 'ArchiveBundleLambdaFunction':
        return never(`${name}${planId}`, 6, 4);
      case 'CommitWindowLambdaFunction':
        return after(name, 6, 3, () => {
          passes += 1;
          return { next: passes < worst.passes ? 'again' : 'done', lost: 1, clips: 0, history: 0 };
        });
      case 'ConcludeRunLambdaFunction':
        return { StatusCode: 200, Payload: { failed: 1, error: 'FragmentsLost', cause: 'lost' } };
      default:
        throw new Error(`no step ${name}`);
    }
  };

  await runStateMachine({
    definition: structuredClone(definition),
    input: {},
    system: simulatedSystem(1, Date.UTC(2026, 10, 21)),
    s3,
    taskRunner: {
      run: async (_resource, args) => {
        const { FunctionName, Payload } = args as { FunctionName: string; Payload: Record<string, unknown> };
        return step(FunctionName.split(':').at(-1) ?? '', Payload);
      },
    },
    onEvent: (event, execution) => {
      for (const [field, details] of Object.entries(event)) {
        if (!field.endsWith('Details')) continue;
        for (const part of ['input', 'output', 'parameters']) {
          const text = (details as Record<string, unknown>)[part];
          const bytes = typeof text === 'string' ? Buffer.byteLength(text) : 0;
          const { name = event.type } = details as { name?: string };
          if (bytes > largest.bytes) largest = { bytes, where: `${part} of ${name}` };
        }
      }
      if (execution.mapRunArn === undefined) return;
      children.set(execution.executionArn, event.id);
      const failed = event.executionFailedEventDetails as { cause: string } | undefined;
      if (failed !== undefined) childEnd = { status: 'FAILED', cause: failed.cause };
      else if (event.type === 'ExecutionSucceeded') childEnd = { status: 'SUCCEEDED', cause: '' };
    },
  });
  const [events = 0] = children.values();
  return { status: childEnd?.status, cause: childEnd?.cause, events, largest };
}
