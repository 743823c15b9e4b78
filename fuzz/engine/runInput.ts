import { getHeapStatistics } from 'node:v8';
import { Finding, type FuzzTarget, type Reached } from '../Target.ts';

/** Heap and buffers of this thread, in bytes; garbage that nobody has collected yet included. */
function allocated(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/**
 * Runs one input, and holds the target to its memory. What is measured is what the input made it allocate, so a
 * collection in between can only hide some of it.
 * @throws what broke
 */
export async function runInput(target: FuzzTarget, input: Uint8Array): Promise<Reached> {
  const before = allocated();
  const running = target.run(input);
  // Most targets are synchronous: no turn of the loop for those.
  const reached = running instanceof Promise ? await running : running;
  const grown = allocated() - before;
  const allowed = target.memory.base + target.memory.perByte * input.length;
  if (grown > allowed) {
    throw new Finding(`${input.length} bytes made it allocate ${grown}; ${allowed} are its promise`);
  }
  return reached;
}
