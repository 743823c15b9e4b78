import { ArchiverError } from '../../errors.ts';
import { readTimedTracks } from '../../mp4/samples/readTimedTracks.ts';
import { bytesOfSamples } from '../../mp4/samples/SampleTrack.ts';
import { isSync, shownMs, type TimedTrack } from '../../mp4/samples/TimedTrack.ts';
import type { ClipMoov } from '../../playback/ClipIndex.ts';
import { endOf, type FragmentCuts } from '../../playback/cutFragments.ts';
import { type PlayedTrack, playedTracksOfMp4 } from '../../playback/PlayedTrack.ts';
import { notCopied } from './notCopied.ts';

/** What is in memory of a segment, twice. Six seconds of the fastest camera have a third of it. */
export const MOST_SEGMENT_BYTES = 64 * 1024 * 1024;
/** What a decoder of sound needs to begin with: an edit hides so much of it. */
const SOUND_LEAD_MS = 200;
const ROUNDING_MS = 1;

/** An MP4 as it is cut into segments where its pictures can be begun with. */
export interface CutFile {
  readonly tracks: readonly PlayedTrack<TimedTrack>[];
  /** By segment, in milliseconds of the movie. */
  readonly cuts: FragmentCuts;
  /** When the first sample of any track is shown, and when the last one ends. */
  readonly startMs: number;
  readonly endMs: number;
  /** Codecs of sound that HLS does not carry. */
  readonly leftOut: readonly string[];
}

/**
 * Cuts a progressive MP4 into segments of so many milliseconds at least. What its edit list hides before the beginning and behind the
 * end is left out, as far as pictures depend on no other.
 *
 * @param fileBytes of the whole file: what its tables place behind its end is missing
 * @throws ArchiverError `UnsupportedMedia` with `details.reason`; `Corrupt`, `Truncated`
 */
export function cutFile(moov: ClipMoov, fileBytes: number, segmentMs: number): CutFile {
  const timed = readTimedTracks(moov.bytes, moov.start, moov.headerBytes);
  const tracks = playedTracksOfMp4(timed).map(asInSource);
  const [lead] = tracks;
  if (lead === undefined) {
    const codecs = timed.map(({ codec }) => codec).join(', ');
    const isEmpty = timed.every(({ sampleCount }) => sampleCount === 0);
    if (isEmpty) throw notCopied('Fragmented', 'it is a fragmented MP4, or holds no samples: it cannot be copied');
    throw notCopied('UnsupportedCodec', `nothing in it can be copied: ${codecs}`);
  }
  if (timed.some(({ handler }) => handler === 'vide') && lead.source.handler !== 'vide') {
    throw notCopied('UnsupportedCodec', 'its pictures are neither H.264 nor H.265: they cannot be copied');
  }
  for (const { source } of tracks) checkPlaces(source, fileBytes);
  const led = cutLead(lead.source, segmentMs);
  const followers = tracks.slice(1).map(({ source }) => follow(source, led));
  const cuts = { samples: [led.samples, ...followers], timesMs: led.timesMs };
  checkSegments(tracks, cuts);
  const shown = tracks.flatMap(({ source }, track) => {
    const first = cuts.samples[track]?.[0] ?? 0;
    return first < (cuts.samples[track]?.at(-1) ?? 0) ? [shownMs(source, first)] : [];
  });
  const hasSound = tracks.some(({ source }) => source.handler === 'soun');
  const leftOut = timed.filter(({ handler }) => handler === 'soun' && !hasSound);
  return {
    tracks,
    cuts,
    startMs: Math.min(...shown),
    endMs: Math.max(led.timesMs.at(-1) ?? 0, ...(led.isWhole ? tracks.map(({ source }) => endOf(source)) : [])),
    leftOut: leftOut.map(({ codec }) => codec),
  };
}

/** Ticks and shape are kept as the source has them: nothing is rounded, and what is turned stays so. */
function asInSource({ source, fragmented }: PlayedTrack<TimedTrack>): PlayedTrack<TimedTrack> {
  const { timescale, handler, display } = source;
  return { source, fragmented: { ...fragmented, timescale, ...(handler === 'vide' ? { display } : {}) } };
}

function checkPlaces(source: TimedTrack, fileBytes: number): void {
  const { places, sizes, sampleCount } = source;
  for (let sample = 0; sample < sampleCount; sample++) {
    const end = (places[sample] ?? 0) + (typeof sizes === 'number' ? sizes : (sizes[sample] ?? 0));
    if (end > fileBytes) {
      throw new ArchiverError(
        'Corrupt',
        `the file is cut off: it has ${fileBytes} bytes, and sample ${sample} ends at ${end}`,
      );
    }
  }
}

interface LeadCuts {
  readonly samples: readonly number[];
  readonly timesMs: readonly number[];
  /** Whether an edit has hidden what lies before. */
  readonly isTrimmed: boolean;
  /** Whether it is cut to the end of its media. */
  readonly isWhole: boolean;
}

function cutLead(lead: TimedTrack, segmentMs: number): LeadCuts {
  let first = -1;
  let isTrimmed = false;
  let end = lead.sampleCount;
  const samples: number[] = [];
  const timesMs: number[] = [];
  for (let sample = 0; sample < lead.sampleCount; sample++) {
    if (!isSync(lead, sample)) continue;
    const at = shownMs(lead, sample);
    isTrimmed ||= first >= 0 && at <= lead.editStartMs + ROUNDING_MS;
    if (first < 0 || at <= lead.editStartMs + ROUNDING_MS) {
      // The last one that an edit hides is where what it shows can be begun with.
      first = sample;
      samples[0] = sample;
      timesMs[0] = at;
    } else if (at >= (lead.editEndMs ?? Infinity) - ROUNDING_MS) {
      end = sample;
      break;
    } else if (at - (timesMs.at(-1) ?? 0) >= segmentMs - ROUNDING_MS) {
      samples.push(sample);
      timesMs.push(at);
    }
  }
  if (first < 0) throw notCopied('NoKeyFrames', 'it has no picture that can be begun with');
  const isWhole = end === lead.sampleCount;
  return {
    samples: [...samples, end],
    timesMs: [...timesMs, isWhole ? endOf(lead) : shownMs(lead, end)],
    isTrimmed,
    isWhole,
  };
}

function follow(track: TimedTrack, { timesMs, isTrimmed, isWhole }: LeadCuts): number[] {
  const cuts: number[] = [];
  let sample = 0;
  for (const [index, time] of timesMs.entries()) {
    if (index === timesMs.length - 1 && isWhole) sample = track.sampleCount;
    const from = index === 0 && !isTrimmed ? Math.min(0, time) - SOUND_LEAD_MS : time;
    while (sample < track.sampleCount && shownMs(track, sample) < from) sample += 1;
    cuts.push(sample);
  }
  return cuts;
}

function checkSegments(tracks: readonly PlayedTrack<TimedTrack>[], { samples, timesMs }: FragmentCuts): void {
  for (let segment = 0; segment + 1 < timesMs.length; segment++) {
    const bytes = tracks.reduce((sum, { source }, track) => {
      const [from = 0, to = 0] = [samples[track]?.[segment], samples[track]?.[segment + 1]];
      return sum + bytesOfSamples(source, from, to);
    }, 0);
    if (bytes <= MOST_SEGMENT_BYTES) continue;
    const at = Math.round((timesMs[segment] ?? 0) / 1000);
    throw notCopied('KeyFramesTooFarApart', `${bytes} bytes lie between two key frames at second ${at}: it is not cut`);
  }
}
