import { ArchiverError } from '../../../core/errors.ts';
import { type Fragment, fragmentNumber } from '../../../core/fragment.ts';
import { DocumentSplitter, type SplitEvent } from '../../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import type { StoredFragment } from '../../../core/matroska/StoredFragment.ts';
import type { FragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { framesToSegmentTrack } from '../../../core/mp4/fragmented/framesToSegmentTrack.ts';
import type { SegmentTrack } from '../../../core/mp4/fragmented/SegmentTrack.ts';
import { configurationOf } from '../../../core/playback/configurationOf.ts';
import type { GrowingFragment } from '../../../core/playback/growSegments.ts';
import { playedTracksOfMatroska } from '../../../core/playback/PlayedTrack.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';

/** A fragment as a segment is made of it. */
export interface LiveFragment {
  readonly tracks: readonly FragmentedTrack[];
  readonly segment: readonly SegmentTrack[];
}

/** What was seen of a fragment: which configuration it has, and when its last frame ends. */
interface Seen {
  readonly configuration: string;
  readonly endMs: number;
}

/** Fragments that a warm environment remembers: an hour of several cameras. */
const REMEMBERED = 20_000;
/** As a plan cuts: what begins later than this behind the end that was listed is another recording. */
const BREAK_MS = 1000;

/** Footage that is in KVS and not in the archive yet. */
export class LiveFragments {
  readonly #source: Pick<FootageSource, 'fragments'>;
  readonly #seen = new Map<string, Seen>();

  constructor(source: Pick<FootageSource, 'fragments'>) {
    this.#source = source;
  }

  /**
   * Reads a fragment by its number.
   *
   * @param anchorMs the producer time at which the presentation's timeline begins
   * @throws ArchiverError `NotFound` where KVS does not give it
   */
  async read(stream: StreamReference, number: string, anchorMs: number): Promise<LiveFragment> {
    const stored = await this.#fetch(stream, number);
    const played = playedTracksOfMatroska(stored.tracks);
    // A fragment's time is that of its first picture, as in an archived clip: sound may lie before it.
    const lead = stored.frames.find(({ trackNumber }) => trackNumber === played[0]?.source.number);
    const shift = stored.producerMs - (lead?.timeMs ?? stored.clusterTimecodeMs) - anchorMs;
    const segment = played.flatMap(({ source, fragmented }) => {
      const frames = stored.frames
        .filter(({ trackNumber }) => trackNumber === source.number)
        .map((frame) => ({ ...frame, timeMs: frame.timeMs + shift }));
      return frames.length === 0 ? [] : [framesToSegmentTrack(fragmented, frames)];
    });
    const tracks = played.map(({ fragmented }) => fragmented);
    const shown = segment.find(({ id }) => id === tracks[0]?.id);
    const timescale = tracks[0]?.timescale ?? 1;
    const endMs = shown === undefined ? 0 : Math.round((shownEnd(shown) * 1000) / timescale) + anchorMs;
    this.#remember(number, { configuration: configurationOf(tracks), endMs });
    return { tracks, segment };
  }

  /**
   * Listed fragments as a playlist shows them. Codec configurations are looked up where they may change: between two
   * fragments of one configuration nothing else is looked for, so a steady stream costs one read each time it has grown.
   *
   * @param listed in order of time, each fragment once
   */
  async describe(
    stream: StreamReference,
    listed: readonly Fragment[],
    isSettled: (fragment: Fragment) => boolean,
  ): Promise<GrowingFragment[]> {
    const shown = listed
      .map((fragment, index) => ({ fragment, next: listed[index + 1] }))
      .filter(({ fragment, next }) => follows(fragment, next) || isSettled(fragment));
    const configurations: string[] = [];
    const look = async (index: number): Promise<string> => {
      const known =
        configurations[index] ?? (await this.#see(stream, shown[index]?.fragment.number ?? '')).configuration;
      configurations[index] = known;
      return known;
    };
    const between = async (from: number, to: number): Promise<void> => {
      const [first, last] = [await look(from), await look(to)];
      if (first === last) configurations.fill(first, from, to + 1);
      else if (to - from > 1) {
        const middle = (from + to) >> 1;
        await between(from, middle);
        await between(middle, to);
      }
    };
    if (shown.length > 0) await between(0, shown.length - 1);
    const described: GrowingFragment[] = [];
    for (const [index, { fragment, next }] of shown.entries()) {
      const isFollowed = next !== undefined && follows(fragment, next);
      const endMs = isFollowed ? next.producerMs : (await this.#see(stream, fragment.number)).endMs;
      const configuration = configurations[index] ?? '';
      described.push({ number: fragment.number, startMs: fragment.producerMs, endMs, configuration, isFollowed });
    }
    return described;
  }

  async #see(stream: StreamReference, number: string): Promise<Seen> {
    const seen = this.#seen.get(number);
    if (seen !== undefined) return seen;
    await this.read(stream, number, 0);
    return this.#see(stream, number);
  }

  #remember(number: string, seen: Seen): void {
    this.#seen.set(number, seen);
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
  }

  /** Errors of KVS come inside the body: what counts is whether the number came back. */
  async #fetch(stream: StreamReference, number: string): Promise<StoredFragment> {
    const splitter = new DocumentSplitter();
    let failure = 'nothing came';
    let found: StoredFragment | undefined;
    const take = (events: readonly SplitEvent[]): void => {
      for (const event of events) {
        if (event.kind === 'failure') failure = `${event.code}: ${event.message ?? ''}`;
        else if (event.kind === 'document') {
          const fragment = readFragment(event.bytes);
          if (fragment.fragmentNumber === number) found = fragment;
        }
      }
    };
    for await (const chunk of await this.#source.fragments(stream, [fragmentNumber(number)]))
      take(splitter.push(chunk));
    take(splitter.end());
    if (found !== undefined && found.frames.length > 0) return found;
    throw new ArchiverError('NotFound', `fragment ${number} is not to be had: ${failure}`);
  }
}

/** Whether the next fragment continues this one: then it tells when this one ends. */
function follows({ producerMs, lengthMs }: Fragment, next: Fragment | undefined): boolean {
  if (next === undefined || next.producerMs <= producerMs) return false;
  return next.producerMs - (producerMs + lengthMs) <= Math.max(BREAK_MS, lengthMs / 2);
}

/** When the last picture to be shown ends, in ticks. */
function shownEnd(track: SegmentTrack): number {
  const last = track.samples.at(-1)?.ticks ?? 0;
  let decode = track.baseDecodeTicks;
  let shown = 0;
  for (const { ticks, offsetTicks } of track.samples) {
    shown = Math.max(shown, decode + offsetTicks);
    decode += ticks;
  }
  return shown + last;
}
