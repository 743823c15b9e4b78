import { continuityTolerance } from '../coverage/continuity.ts';
import type { ProducerMs } from '../fragment.ts';
import type { ClipTrack } from '../mp4/join/ClipTrack.ts';
import { chooseSamples, firstShownSeconds } from '../mp4/join/chooseSamples.ts';
import { JoinedMovie } from '../mp4/join/JoinedMovie.ts';

/** `cut`: what follows a gap plays at once; `keep`: the gap lasts as long as it did. */
export type GapMode = 'cut' | 'keep';

/** An archived clip, with its tables. */
export interface ComposedClip {
  /** Producer time of its first picture and of its last frame. */
  readonly startMs: ProducerMs;
  readonly endMs: ProducerMs;
  readonly fragments: number;
  readonly tracks: readonly ClipTrack[];
}

/** Bytes of a clip's file that go into an export as they are. */
export interface TakenRange {
  /** Number (0-based) of the clip, in the order in which they were added. */
  readonly clip: number;
  readonly from: number;
  readonly to: number;
}

/** One file of an export. */
export interface ComposedFile {
  readonly head: readonly Uint8Array[];
  readonly ranges: readonly TakenRange[];
  readonly mediaBytes: number;
  /** Producer time of the beginning of its timeline, and the end of its last picture. */
  readonly startMs: number;
  readonly endMs: number;
  /** How long it plays. */
  readonly durationMs: number;
  /** RFC 6381 codecs, each once, pictures first. */
  readonly codecs: readonly string[];
}

export interface ExportRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly gaps: GapMode;
  /** The longest hole between two clips: how fine the times of a file can be. */
  readonly longestHoleMs: number;
  /** `creation_time` of the files. */
  readonly creationTimeMs: number;
}

/** Clips follow each other to some milliseconds: only what overlaps by more is the same time twice. */
const OVERLAP_MS = 1000;

/**
 * Lays clips, in order of their time, side by side on the timeline of one file, or of several where the codec changes. Of
 * footage that is there twice (a camera that sent it again) the clip that begins first is taken, and of the other what
 * reaches beyond.
 */
export class ExportComposer {
  readonly #range: ExportRange;
  #clips = 0;
  #open: OpenFile | undefined;
  /** Producer time up to which something is shown, and how continuous the clip is that ends there. */
  #shownMs = Number.NEGATIVE_INFINITY;
  #before: { readonly startMs: ProducerMs; readonly endMs: ProducerMs; readonly fragments: number } | undefined;

  constructor(range: ExportRange) {
    this.#range = range;
  }

  /** @returns the file before, where this clip begins another one */
  add(clip: ComposedClip): ComposedFile | undefined {
    const index = this.#clips;
    this.#clips += 1;
    const { fromMs, toMs, gaps } = this.#range;
    // The first fragment's time is that of its first picture; sound may lie before it.
    const zeroMs = clip.startMs - firstShownSeconds(clip.tracks) * 1000;
    const inClip = (ms: number) => (ms - zeroMs) / 1000;
    const span = chooseSamples(clip.tracks, {
      fromSeconds: inClip(fromMs),
      toSeconds: inClip(toMs),
      ...(this.#shownMs - clip.startMs > OVERLAP_MS
        ? { notBeforeSeconds: inClip(this.#shownMs - OVERLAP_MS / 2) }
        : {}),
    });
    if (span === undefined) return undefined;
    const startMs = zeroMs + span.startSeconds * 1000;
    const hole = zeroMs + span.leadSeconds * 1000 - this.#shownMs;
    const tolerance = continuityTolerance(this.#before === undefined ? [clip] : [this.#before, clip]);
    let finished: ComposedFile | undefined;
    if (this.#open !== undefined && this.#open.movie.refuses(span) !== undefined) {
      finished = this.#finish(this.#open);
      this.#open = undefined;
    }
    this.#open ??= new OpenFile(startMs, gaps === 'keep' ? this.#range.longestHoleMs / 1000 : tolerance / 1000);
    const open = this.#open;
    if (gaps === 'cut' && open.ranges.length > 0 && hole > tolerance) open.cutMs += hole;
    open.movie.add(span, Math.max(0, startMs - open.originMs - open.cutMs) / 1000);
    open.ranges.push({ clip: index, ...span.bytes });
    for (const { track } of span.tracks) if (!open.codecs.includes(track.codec)) open.codecs.push(track.codec);
    this.#shownMs = Math.max(this.#shownMs, zeroMs + span.endSeconds * 1000);
    open.endMs = Math.max(open.endMs, this.#shownMs);
    this.#before = clip;
    return finished;
  }

  /** @returns the last file; undefined where no clip had anything of the range */
  end(): ComposedFile | undefined {
    return this.#open === undefined ? undefined : this.#finish(this.#open);
  }

  #finish({ movie, ranges, originMs, endMs, codecs }: OpenFile): ComposedFile {
    return {
      head: movie.end(this.#range.creationTimeMs),
      ranges,
      mediaBytes: movie.mediaBytes,
      startMs: Math.round(originMs),
      endMs: Math.round(endMs),
      durationMs: movie.durationMs,
      codecs,
    };
  }
}

/** A file that clips are still added to. */
class OpenFile {
  readonly movie: JoinedMovie;
  readonly ranges: TakenRange[] = [];
  readonly codecs: string[] = [];
  /** Producer time of the beginning of its timeline. */
  readonly originMs: number;
  endMs: number;
  /** What has been cut out of it so far. */
  cutMs = 0;

  constructor(originMs: number, longestHoleSeconds: number) {
    this.originMs = originMs;
    this.endMs = originMs;
    this.movie = new JoinedMovie(longestHoleSeconds);
  }
}
