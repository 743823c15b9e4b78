import type { Track } from '../../../core/matroska/Track.ts';
import type { StreamFrame } from '../../media/stream/StreamItem.ts';

/** A frame with the clock's time when its bytes were read. */
export interface ArrivedFrame {
  readonly frame: StreamFrame;
  readonly arrivalMs: number;
}

interface Lane {
  readonly queue: (ArrivedFrame & { readonly dueMs: number })[];
  /** Latest time so far: pictures are shown out of the order in which they are decoded. */
  dueMs: number;
}

/** A track that is silent for longer holds the others up no more. */
const LONGEST_WAIT_MS = 1_000;
const LEAP_MS = 5_000;

/**
 * Puts the frames of two tracks in the order in which they are due. Muxers write sound behind pictures that are shown
 * later; at a key frame it would fall into the fragment after its own, and begin before that one's first picture. On a
 * tie the picture goes first.
 */
export class Interleaver {
  readonly #lanes: ReadonlyMap<number, Lane>;

  constructor(tracks: readonly Track[]) {
    const numbers = tracks.map(({ number }) => number).sort((a, b) => a - b);
    this.#lanes = new Map(numbers.map((number) => [number, { queue: [], dueMs: Number.NEGATIVE_INFINITY }]));
  }

  push(frame: StreamFrame, arrivalMs: number): ArrivedFrame[] {
    const lane = this.#lanes.get(frame.trackNumber);
    if (lane === undefined || this.#lanes.size === 1 || frame.timeMs === undefined) return [{ frame, arrivalMs }];
    const before = frame.timeMs < lane.dueMs - LEAP_MS ? this.flush() : [];
    lane.dueMs = Math.max(lane.dueMs, frame.timeMs);
    lane.queue.push({ frame, arrivalMs, dueMs: lane.dueMs });
    for (let next = this.#next(); next !== undefined; next = this.#next()) before.push(next);
    return before;
  }

  /** What still waited, in order; the tracks' times begin anew. */
  flush(): ArrivedFrame[] {
    const rest: ArrivedFrame[] = [];
    for (let lane = this.#earliest(); lane !== undefined; lane = this.#earliest())
      rest.push(...lane.queue.splice(0, 1));
    for (const lane of this.#lanes.values()) lane.dueMs = Number.NEGATIVE_INFINITY;
    return rest;
  }

  #next(): ArrivedFrame | undefined {
    const lane = this.#earliest();
    const head = lane?.queue[0];
    if (lane === undefined || head === undefined) return undefined;
    const lanes = [...this.#lanes.values()];
    const latestMs = Math.max(...lanes.map(({ queue }) => queue.at(-1)?.dueMs ?? Number.NEGATIVE_INFINITY));
    if (lanes.some(({ queue }) => queue.length === 0) && latestMs - head.dueMs < LONGEST_WAIT_MS) return undefined;
    return lane.queue.shift();
  }

  #earliest(): Lane | undefined {
    let earliest: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      const head = lane.queue[0];
      if (head !== undefined && head.dueMs < (earliest?.queue[0]?.dueMs ?? Number.POSITIVE_INFINITY)) earliest = lane;
    }
    return earliest;
  }
}
