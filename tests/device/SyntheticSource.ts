import { realSystem } from '../../cloud/system/realSystem.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from '../../device/media/EncodedFrame.ts';
import type { Source } from '../../device/media/Source.ts';

export interface SyntheticOptions {
  /** Groups of two pictures half a second apart, a group every `stepMs`. */
  readonly fragments: number;
  /** 1 s where not given. */
  readonly stepMs?: number;
  /** Tells one codec configuration from another. */
  readonly level?: number;
  /** From that group on it is another one. */
  readonly levelChange?: { readonly atGroup: number; readonly level: number };
  /** Awaited before each group. */
  readonly before?: (group: number) => Promise<unknown> | undefined;
  readonly startMs: number;
  readonly payloadBytes: number;
  /** Real time between groups. */
  readonly everyMs?: number;
  readonly live?: boolean;
  /** Throws when so many groups are out. */
  readonly breakAfter?: number;
}

/** Frames whose bytes tell which frame they are; nothing a decoder could use. */
export class SyntheticSource implements Source {
  readonly live: boolean;
  readonly tracks: readonly Track[];
  /** Fragments that come of it. */
  readonly fragments: number;
  closed = false;
  readonly #options: SyntheticOptions;

  constructor(options: SyntheticOptions) {
    this.#options = options;
    this.live = options.live ?? false;
    this.fragments = options.fragments;
    this.tracks = tracksOf(options.level ?? 31);
  }

  async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    const { fragments, startMs, stepMs = 1_000, everyMs, breakAfter, levelChange, before } = this.#options;
    for (let group = 0; group < fragments && !this.closed; group += 1) {
      if (group === breakAfter) throw new ArchiverError('Corrupt', 'the source broke');
      await before?.(group);
      if (everyMs !== undefined) await realSystem.clock.sleep(everyMs);
      for (const half of [0, 1]) {
        const timeMs = startMs + group * stepMs + half * 500;
        const frame = { trackNumber: 1, timeMs, keyframe: half === 0, payload: this.#payload(group * 2 + half) };
        const isNew = half === 0 && group === levelChange?.atGroup;
        yield isNew ? { ...frame, tracks: tracksOf(levelChange.level) } : frame;
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #payload(index: number): Uint8Array {
    const payload = new Uint8Array(this.#options.payloadBytes).fill(index & 0xff);
    new DataView(payload.buffer).setUint32(0, index);
    return payload;
  }
}

function tracksOf(level: number): readonly Track[] {
  return [
    {
      number: 1,
      type: 'video',
      codecId: 'V_MPEG4/ISO/AVC',
      codecPrivate: Uint8Array.from([1, 66, 192, level, 255, 225, 0, 4, 103, 66, 192, level, 1, 0, 2, 104, 206]),
      video: { width: 64, height: 64 },
    },
  ];
}
