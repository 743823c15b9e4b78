// The thread that runs inputs. What it is at work on stands in shared memory: whoever watches sees what a hang hangs on.
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './engine/Coverage.ts';
import { fuzzLoop } from './engine/fuzzLoop.ts';
import { SeededRandom } from './engine/SeededRandom.ts';
import type { FuzzTarget } from './Target.ts';
import type { FuzzMessage, FuzzTask } from './task.ts';

const task = workerData as FuzzTask;
const { target } = (await import(task.targetUrl)) as { target: FuzzTarget };
const [state, shown] = [new Int32Array(task.shared, 0, 2), new Uint8Array(task.shared, 8)];
const tell = (message: FuzzMessage): void => parentPort?.postMessage(message);
const nameOf = (input: Uint8Array): string => createHash('sha256').update(input).digest('hex').slice(0, 16);

await target.open?.();
const coverage = new Coverage((url) => url === task.targetUrl);
const endsAt = performance.now() + task.seconds * 1000;
try {
  const report = await fuzzLoop({
    target,
    corpus: task.corpus,
    random: new SeededRandom(task.seed),
    coverage,
    goesOn: () => performance.now() < endsAt,
    observer: {
      onInput(input) {
        shown.set(input.subarray(0, shown.length));
        Atomics.store(state, 1, Math.min(input.length, shown.length));
        Atomics.add(state, 0, 1);
      },
      onReached: (input) => tell({ kind: 'reached', name: nameOf(input), input }),
      onFinding: (input, error) =>
        tell({ kind: 'finding', name: nameOf(input), input, message: error.stack ?? error.message }),
      onProgress: (report) => tell({ kind: 'progress', report }),
    },
  });
  tell({ kind: 'done', report });
} finally {
  coverage.close();
  await target.close?.();
}
