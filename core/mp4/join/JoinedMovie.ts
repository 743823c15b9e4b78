import type { ClipTrack } from './ClipTrack.ts';
import type { ChosenSpan } from './chooseSamples.ts';
import { JoinedTrack, trackFamily } from './JoinedTrack.ts';
import { writeJoinedHead } from './writeJoinedHead.ts';

/** Samples of one file: beyond, its tables take more memory than whoever writes them has. */
export const MOST_SAMPLES = 30_000_000;

/** What one file cannot hold beside what it holds: another codec, or too many samples. */
export type RefusalOfClip = 'codec' | 'size';

/**
 * One progressive MP4 out of spans of many clips, whose media are copied as they lie: here are its tables. Clips of one
 * codec whose configuration changes (another picture size, another profile) become several descriptions of one track.
 */
export class JoinedMovie {
  readonly #longestHoleSeconds: number;
  readonly #tracks: JoinedTrack[] = [];
  #mediaBytes = 0;

  /** @param longestHoleSeconds that will lie between two clips on the file's timeline; 0 where holes are cut */
  constructor(longestHoleSeconds: number) {
    this.#longestHoleSeconds = longestHoleSeconds;
  }

  get mediaBytes(): number {
    return this.#mediaBytes;
  }

  /** Milliseconds from the beginning to the end of the last sample of any track. */
  get durationMs(): number {
    return Math.max(0, ...this.#tracks.map(({ endTicks, timescale }) => Math.round((endTicks * 1000) / timescale)));
  }

  /** RFC 6381 codecs are of the clips; these are the tracks' families, pictures first. */
  get families(): readonly string[] {
    return this.#tracks.map(({ family }) => family);
  }

  /** Why this span must go into another file; undefined where it may be added. */
  refuses({ tracks }: ChosenSpan): RefusalOfClip | undefined {
    const chosen = new Set<JoinedTrack>();
    for (const { track, from, to } of tracks) {
      const joined = this.#trackFor(track);
      if (joined === undefined) {
        if (this.#tracks.some(({ handler }) => handler === track.handler)) return 'codec';
        continue;
      }
      // Two tracks of one kind in a clip would fall into one.
      if (chosen.has(joined)) return 'codec';
      chosen.add(joined);
      if (joined.countedBytes === undefined && joined.sampleCount + to - from > MOST_SAMPLES) return 'size';
    }
    return undefined;
  }

  /**
   * Adds a span behind those that are there.
   *
   * @param atSeconds where on the file's timeline it begins
   */
  add(span: ChosenSpan, atSeconds: number): void {
    for (const chosen of span.tracks) {
      let joined = this.#trackFor(chosen.track);
      if (joined === undefined) {
        joined = new JoinedTrack(chosen.track, this.#longestHoleSeconds);
        this.#tracks.push(joined);
      }
      joined.add(chosen, atSeconds - span.startSeconds, this.#mediaBytes - span.bytes.from);
    }
    this.#mediaBytes += span.bytes.to - span.bytes.from;
  }

  /** What stands before the media, in pieces. Nothing can be added behind. */
  end(creationTimeMs: number): readonly Uint8Array[] {
    for (const track of this.#tracks) track.end();
    const ordered = [...this.#tracks].sort((a, b) => Number(b.handler === 'vide') - Number(a.handler === 'vide'));
    return writeJoinedHead(ordered, this.#mediaBytes, creationTimeMs);
  }

  #trackFor(track: ClipTrack): JoinedTrack | undefined {
    const family = trackFamily(track);
    return this.#tracks.find((joined) => joined.handler === track.handler && joined.family === family);
  }
}
