import { ArchiverError } from '../errors.ts';
import type { SegmentSample, SegmentTrack } from '../mp4/fragmented/SegmentTrack.ts';
import { isSync, type TimedTrack } from '../mp4/samples/TimedTrack.ts';
import type { FragmentCuts } from './cutFragments.ts';
import type { PlayedTrack } from './PlayedTrack.ts';

/** Bytes between two samples that are cheaper read along than asked for apart. */
const GAP_BYTES = 64 * 1024;

/** Bytes of a clip that are read at once: `from` inclusive to `to` exclusive. */
export interface SegmentRange {
  readonly from: number;
  readonly to: number;
}

/** A file that segments are cut from: an archived clip, or another MP4. */
export interface SegmentedFile {
  readonly head: {
    readonly key: string;
    /** When the file's own timeline begins. */
    readonly startMs: number;
    readonly cuts: FragmentCuts;
  };
  readonly tracks: readonly PlayedTrack<TimedTrack>[];
}

/** A part of a clip, as it is to be read. */
export interface SegmentCut {
  readonly ranges: readonly SegmentRange[];
  /** All bytes of its samples. */
  readonly bytes: number;
  /** Its tracks, once the ranges are read, in their order. */
  assemble(read: readonly Uint8Array[]): readonly SegmentTrack[];
}

interface Sample {
  readonly track: number;
  readonly sample: number;
  readonly from: number;
  readonly to: number;
}

const sizeOf = ({ sizes }: TimedTrack, sample: number): number =>
  typeof sizes === 'number' ? sizes : (sizes[sample] ?? 0);

/**
 * Cuts fragments `from` (inclusive) to `to` (exclusive) out of a clip.
 *
 * @param anchorMs the producer time at which the presentation's timeline begins: before the clip
 * @throws ArchiverError `NotFound` where no sample lies there
 */
export function cutSegment(index: SegmentedFile, from: number, to: number, anchorMs: number): SegmentCut {
  const { head, tracks } = index;
  const samples: Sample[] = tracks.flatMap(({ source }, track) => {
    const cuts = head.cuts.samples[track] ?? [];
    const [first = 0, end = 0] = [cuts[from], cuts[to]];
    return Array.from({ length: Math.max(0, end - first) }, (_, at) => {
      const sample = first + at;
      const place = source.places[sample] ?? 0;
      return { track, sample, from: place, to: place + sizeOf(source, sample) };
    });
  });
  if (samples.length === 0) throw new ArchiverError('NotFound', `nothing of ${head.key} lies there`);
  const ranges = rangesOf(samples);
  return {
    ranges,
    bytes: samples.reduce((sum, each) => sum + each.to - each.from, 0),
    assemble(read) {
      const payloadOf = (place: Sample): Uint8Array => {
        const at = ranges.findIndex((range) => place.from >= range.from && place.to <= range.to);
        const range = ranges[at];
        return read[at]?.subarray(place.from - (range?.from ?? 0), place.to - (range?.from ?? 0)) ?? new Uint8Array(0);
      };
      return tracks.flatMap((track, number) => {
        const own = samples.filter((each) => each.track === number);
        return own.length === 0 ? [] : [segmentTrack(track, own, head.startMs - anchorMs, payloadOf)];
      });
    },
  };
}

/** As few reads as there are places. */
function rangesOf(samples: readonly Sample[]): SegmentRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { from, to } of [...samples].sort((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to + GAP_BYTES) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges;
}

/** @param startMs when the clip begins on the presentation's timeline */
function segmentTrack(
  { source, fragmented }: PlayedTrack<TimedTrack>,
  samples: readonly Sample[],
  startMs: number,
  payloadOf: (sample: Sample) => Uint8Array,
): SegmentTrack {
  const { timescale } = fragmented;
  const scale = timescale / source.timescale;
  // The clip's beginning is rounded once, so that its samples keep their distances.
  const origin = Math.round(((startMs + source.originMs) * timescale) / 1000);
  const ticksAt = (ticks: number): number => origin + Math.round(ticks * scale);
  const decodedAt = (sample: number): number => ticksAt(source.decodeTicks[sample] ?? 0);
  return {
    id: fragmented.id,
    baseDecodeTicks: Math.max(0, decodedAt(samples[0]?.sample ?? 0)),
    samples: samples.map((place): SegmentSample => {
      const { sample } = place;
      const decode = decodedAt(sample);
      const offset = source.offsetTicks?.[sample] ?? 0;
      return {
        ticks: decodedAt(sample + 1) - decode,
        offsetTicks: ticksAt((source.decodeTicks[sample] ?? 0) + offset) - decode,
        keyframe: isSync(source, sample),
        payload: payloadOf(place),
      };
    }),
  };
}
