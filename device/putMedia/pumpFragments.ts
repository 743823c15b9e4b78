import type { System } from '../../core/system.ts';
import type { FragmentEvents } from '../events/FragmentEvents.ts';
import type { EncodedFrame } from '../media/EncodedFrame.ts';
import type { Fragmenter } from '../media/Fragmenter.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';
import type { Source } from '../media/Source.ts';
import { encodeFragment } from './encodeFragment.ts';
import type { FragmentBuffer } from './FragmentBuffer.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';

/** What the pump works with. */
export interface PumpContext {
  readonly source: Source;
  readonly fragmenter: Fragmenter;
  readonly buffer: FragmentBuffer;
  readonly system: System;
  readonly onEvent: OnProducerEvent;
  /** What fragments are marked with. */
  readonly events?: FragmentEvents;
  /** Hears of each fragment that goes on its way, in order; may not throw, nor take its time. */
  readonly onRecorded?: (fragment: OutgoingFragment) => void;
  /** Asks for the end: the open fragment is completed first. */
  readonly signal: AbortSignal;
}

/** An open fragment is given so long to reach the shortest length that the service takes. */
const LAST_FRAGMENT_WITHIN_MS = 2_000;
const SHORTEST_LAST_MS = 1_000;

/**
 * Moves footage from the source into the buffer until the source ends or is told to. When the buffer is full, a live
 * source loses the oldest fragment (reported), any other waits.
 */
export async function pumpFragments(context: PumpContext): Promise<void> {
  const { source, fragmenter, signal } = context;
  const frames = source.frames()[Symbol.asyncIterator]();
  const ended = new AbortController();
  const overdue = afterStop(context, ended.signal);
  try {
    while (!(signal.aborted && (!fragmenter.isOpen || fragmenter.openDurationMs >= SHORTEST_LAST_MS))) {
      const next = await Promise.race([frames.next(), overdue]);
      if (next === 'overdue' || next.done) break;
      await store(context, fragmenter.push(next.value));
    }
  } finally {
    ended.abort();
    // What was complete before the source broke is good; it goes out too.
    for (const fragment of fragmenter.flush()) await store(context, fragment);
  }
}

async function afterStop(context: PumpContext, ended: AbortSignal): Promise<IteratorResult<EncodedFrame> | 'overdue'> {
  const { system, signal } = context;
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      ended.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  if (ended.aborted) return 'overdue';
  return await system.clock.sleep(LAST_FRAGMENT_WITHIN_MS, ended).then(
    () => 'overdue' as const,
    () => 'overdue' as const,
  );
}

async function store(context: PumpContext, fragment: OutgoingFragment | undefined): Promise<void> {
  if (fragment === undefined) return;
  const { source, buffer, signal, onEvent } = context;
  const bytes = encodeFragment(fragment, context.events?.take().tags);
  while (!buffer.hasRoomFor(bytes.length)) {
    if (!source.live && !signal.aborted) {
      await buffer.changed();
      continue;
    }
    const lost = buffer.removeOldest();
    if (lost === undefined) break;
    onEvent({ kind: 'dropped', timecodeMs: lost.timecodeMs, lastMs: lost.lastMs, reason: 'the buffer is full' });
  }
  buffer.add({ timecodeMs: fragment.timecodeMs, lastMs: fragment.lastMs, bytes });
  context.onRecorded?.(fragment);
}
