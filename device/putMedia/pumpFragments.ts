import type { Tag } from '../../core/matroska/Tag.ts';
import type { System } from '../../core/system.ts';
import type { FragmentEvents } from '../events/FragmentEvents.ts';
import type { Fragmenter } from '../media/Fragmenter.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';
import type { Source } from '../media/Source.ts';
import type { DocumentHeader, FragmentStore } from '../spool/FragmentStore.ts';
import type { PreRoll } from '../spool/PreRoll.ts';
import { encodeFragment } from './encodeFragment.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';

/** A complete fragment with what it is marked with. */
export interface MarkedFragment extends OutgoingFragment {
  readonly tags: readonly Tag[];
}

/** What the pump works with. */
export interface PumpContext {
  readonly source: Source;
  readonly fragmenter: Fragmenter;
  readonly store: FragmentStore;
  /** What a connection that carries these tracks begins with: the source's may change on the way. */
  readonly headerFor: (tracks: OutgoingFragment['tracks']) => DocumentHeader;
  /** Only events: nothing goes out that none of them asks for. */
  readonly preRoll?: PreRoll<MarkedFragment>;
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
 * Moves footage from the source into the store until the source ends or is told to. When the store is full, a live
 * source loses the oldest fragment (reported), any other waits.
 */
export async function pumpFragments(context: PumpContext): Promise<void> {
  const { source, fragmenter, signal } = context;
  const frames = source.frames()[Symbol.asyncIterator]();
  const ended = new AbortController();
  const deadline = new Deadline(context, ended.signal);
  try {
    while (!(signal.aborted && (!fragmenter.isOpen || fragmenter.openDurationMs >= SHORTEST_LAST_MS))) {
      const next = await deadline.within(frames.next());
      if (next === 'overdue' || next.done) break;
      await take(context, fragmenter.push(next.value));
    }
  } finally {
    ended.abort();
    // What was complete before the source broke is good; it goes out too.
    for (const fragment of fragmenter.flush()) await take(context, fragment);
    passOver(context, context.preRoll?.end() ?? []);
  }
}

/**
 * What is left for the last fragment after the producer was told to stop. `Promise.race` with one promise that outlives
 * all others would keep every frame that ever took part in it.
 */
class Deadline {
  #isOver = false;
  #onOver: () => void = () => undefined;

  constructor({ system, signal }: PumpContext, ended: AbortSignal) {
    const begin = () => {
      system.clock.sleep(LAST_FRAGMENT_WITHIN_MS, ended).then(
        () => {
          this.#isOver = true;
          this.#onOver();
        },
        () => undefined, // The source has ended in time.
      );
    };
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true, signal: ended });
  }

  /** What comes first: the frame, or the end of the time. */
  within<T>(next: Promise<T>): Promise<T | 'overdue'> {
    return new Promise((resolve, reject) => {
      this.#onOver = () => resolve('overdue');
      if (this.#isOver) this.#onOver();
      next.then(resolve, reject);
    });
  }
}

async function take(context: PumpContext, fragment: OutgoingFragment | undefined): Promise<void> {
  if (fragment === undefined) return;
  const { preRoll, onEvent } = context;
  const { events = 0, tags = [] } = context.events?.take() ?? {};
  const marked: MarkedFragment = { ...fragment, tags };
  if (preRoll === undefined) return await store(context, marked);
  const { released, passedOver } = preRoll.push(marked, events > 0);
  passOver(context, passedOver);
  if (events > 0) onEvent({ kind: 'released', timecodeMs: fragment.timecodeMs, untilMs: preRoll.openUntilMs });
  for (const each of released) await store(context, each);
}

function passOver({ onEvent }: PumpContext, fragments: readonly MarkedFragment[]): void {
  for (const { timecodeMs, payloadBytes } of fragments)
    onEvent({ kind: 'passed-over', timecodeMs, bytes: payloadBytes });
}

async function store(context: PumpContext, fragment: MarkedFragment): Promise<void> {
  const { source, store, signal, onEvent } = context;
  const { timecodeMs, lastMs } = fragment;
  const header = context.headerFor(fragment.tracks);
  const content = { timecodeMs, lastMs, header, bytes: encodeFragment(fragment, fragment.tags) };
  for (;;) {
    const changed = store.changed();
    if (await store.add(content)) break;
    if (!source.live) {
      // Who is told to stop leaves the rest where it is: in the file.
      if (signal.aborted) return;
      await changed;
      continue;
    }
    const lost = await store.giveUpOldest();
    const { timecodeMs, lastMs } = lost ?? content;
    onEvent({ kind: 'dropped', timecodeMs, lastMs, reason: 'there is no room for it' });
    if (lost === undefined) return;
  }
  context.onRecorded?.(fragment);
  onEvent({
    kind: 'kept',
    timecodeMs,
    bytes: content.bytes.length,
    waiting: store.size,
    waitingBytes: store.bytes,
    oldestMs: store.oldest?.timecodeMs ?? timecodeMs,
  });
}
