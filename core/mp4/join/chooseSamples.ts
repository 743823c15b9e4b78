import { bytesOfSamples } from '../samples/SampleTrack.ts';
import type { ClipTrack } from './ClipTrack.ts';
import { type SampleTimes, sampleTimes, shownSeconds } from './sampleTimes.ts';

/** Times in tables are rounded: so near is the same. */
const ROUNDING_SECONDS = 0.002;

/** Samples of a track: `from` (inclusive) to `to` (exclusive). */
export interface ChosenSamples {
  readonly track: ClipTrack;
  readonly times: SampleTimes;
  readonly from: number;
  readonly to: number;
}

/** A span of a clip that plays by itself. */
export interface ChosenSpan {
  /** Seconds in the clip: the first sample of any track, the first and the end of those that decide (pictures, or sound). */
  readonly startSeconds: number;
  readonly leadSeconds: number;
  readonly endSeconds: number;
  /** Pictures first. Tracks without a sample in the span are left out. */
  readonly tracks: readonly ChosenSamples[];
  /** Bytes of the clip's file that hold all of them. */
  readonly bytes: { readonly from: number; readonly to: number };
}

/** What is asked of a clip, in its own seconds. */
export interface WantedSpan {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Nothing that is shown before: something else holds that time. */
  readonly notBeforeSeconds?: number;
}

/**
 * The least span of a clip that covers [fromSeconds, toSeconds) and can be decoded by itself: from a key frame to a key
 * frame, with the sound that is heard beside these pictures.
 *
 * @returns undefined where the clip has nothing of it
 */
export function chooseSamples(tracks: readonly ClipTrack[], wanted: WantedSpan): ChosenSpan | undefined {
  const ordered = [...tracks].sort((a, b) => Number(b.handler === 'vide') - Number(a.handler === 'vide'));
  const [first, ...others] = ordered.map((track) => ({ track, times: sampleTimes(track) }));
  if (first === undefined) return undefined;
  const lead = chooseLead(first.track, first.times, wanted);
  if (lead === undefined) return undefined;
  const { startSeconds, endSeconds } = lead;
  const chosen = [
    { ...first, from: lead.from, to: lead.to },
    ...others.map(({ track, times }) => {
      const ticksAt = (seconds: number) => (seconds - track.delaySeconds) * track.timescale + track.mediaTime;
      // Where the pictures begin or end with the clip, so does the sound.
      const from = lead.from === 0 ? 0 : times.firstFrom(ticksAt(startSeconds - ROUNDING_SECONDS));
      const to = lead.toEnd ? track.sampleCount : times.firstFrom(ticksAt(endSeconds - ROUNDING_SECONDS));
      return { track, times, from, to };
    }),
  ].filter(({ from, to }) => from < to);
  const ranges = chosen.map(bytesOf);
  return {
    startSeconds: Math.min(...chosen.map(({ track, times, from }) => shownSeconds(track, times, from))),
    leadSeconds: startSeconds,
    endSeconds,
    tracks: chosen,
    bytes: {
      from: Math.min(...ranges.map(({ from }) => from)),
      to: Math.max(...ranges.map(({ to }) => to)),
    },
  };
}

/** Seconds in a clip at which its first picture is shown, or its first sound where it has none. */
export function firstShownSeconds(tracks: readonly ClipTrack[]): number {
  const lead = tracks.find(({ handler }) => handler === 'vide') ?? tracks[0];
  if (lead === undefined) return 0;
  return lead.delaySeconds + ((lead.shifts?.values[0] ?? 0) - lead.mediaTime) / lead.timescale;
}

/** The samples of the track that decides: its pictures, or its sound where it has none. */
function chooseLead(track: ClipTrack, times: SampleTimes, { fromSeconds, toSeconds, notBeforeSeconds }: WantedSpan) {
  const shown = (index: number) => shownSeconds(track, times, index);
  const end = track.delaySeconds + (times.decodeAt(track.sampleCount) - track.mediaTime) / track.timescale;
  if (fromSeconds >= end - ROUNDING_SECONDS || toSeconds <= shown(0)) return undefined;
  if (track.handler !== 'vide') {
    const ticksAt = (seconds: number) => (seconds - track.delaySeconds) * track.timescale + track.mediaTime;
    const covering = Math.max(0, times.firstFrom(ticksAt(fromSeconds + ROUNDING_SECONDS)) - 1);
    const from =
      notBeforeSeconds === undefined
        ? covering
        : Math.max(covering, times.firstFrom(ticksAt(notBeforeSeconds - ROUNDING_SECONDS)));
    const to = times.firstFrom(ticksAt(toSeconds - ROUNDING_SECONDS));
    if (from >= to) return undefined;
    const toEnd = to === track.sampleCount;
    return { from, to, toEnd, startSeconds: shown(from), endSeconds: toEnd ? end : shown(to) };
  }
  const isBefore = (at: number) => notBeforeSeconds !== undefined && at < notBeforeSeconds - ROUNDING_SECONDS;
  let from = isBefore(shown(0)) ? track.sampleCount : 0;
  let to = track.sampleCount;
  for (let index = 1; index < track.sampleCount; index++) {
    if (track.sync !== undefined && track.sync[index] !== 1) continue;
    const at = shown(index);
    if (isBefore(at)) continue;
    if (at <= fromSeconds + ROUNDING_SECONDS || from === track.sampleCount) from = index;
    else if (at >= toSeconds - ROUNDING_SECONDS) {
      to = index;
      break;
    }
  }
  if (from >= to) return undefined;
  const toEnd = to === track.sampleCount;
  return { from, to, toEnd, startSeconds: shown(from), endSeconds: toEnd ? end : shown(to) };
}

function bytesOf({ track, from, to }: ChosenSamples): { from: number; to: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  eachChunk({ track, from, to }, (offset, _samples, bytes) => {
    least = Math.min(least, offset);
    most = Math.max(most, offset + bytes);
  });
  return { from: least, to: most };
}

/** Goes through the chunks that hold chosen samples: the offset of the first of these, how many they are, their bytes. */
export function eachChunk(
  { track, from, to }: Pick<ChosenSamples, 'track' | 'from' | 'to'>,
  take: (offset: number, samples: number, bytes: number) => void,
): void {
  const { chunkOffsets, chunkFirstSamples } = track;
  for (let chunk = 0; chunk < chunkOffsets.length; chunk++) {
    const first = chunkFirstSamples[chunk] ?? 0;
    const [begin, end] = [Math.max(first, from), Math.min(chunkFirstSamples[chunk + 1] ?? 0, to)];
    if (begin >= end) continue;
    const offset = (chunkOffsets[chunk] ?? 0) + bytesOfSamples(track, first, begin);
    take(offset, end - begin, bytesOfSamples(track, begin, end));
  }
}
