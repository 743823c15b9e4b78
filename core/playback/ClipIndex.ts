import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import type { ProducerMs } from '../fragment.ts';
import { readTimedTracks } from '../mp4/samples/readTimedTracks.ts';
import { shownMs, type TimedTrack } from '../mp4/samples/TimedTrack.ts';
import type { PlanId } from '../plans/plan.ts';
import { configurationOf } from './configurationOf.ts';
import { cutFragments } from './cutFragments.ts';
import { groupFragments } from './groupFragments.ts';
import { type PlayedTrack, playedTracksOfMp4 } from './PlayedTrack.ts';

const whole = z.int().nonnegative();
const headSchema = z.object({
  version: z.literal(1),
  planId: z.string(),
  streamName: z.string(),
  streamArn: z.string(),
  bucket: z.string(),
  key: z.string(),
  /** The producer time at which the file's own timeline begins: sound may lie before the first picture. */
  startMs: z.number(),
  endMs: z.int(),
  configuration: z.string(),
  moov: z.object({ start: whole, headerBytes: whole }),
  fragments: z.array(z.object({ number: z.string(), producerMs: z.int() })).min(1),
  cuts: z.object({ samples: z.array(z.array(whole)), timesMs: z.array(z.number()) }),
});

/** What an index begins with: which clip it is of, and where that is cut. */
export type ClipIndexHead = z.output<typeof headSchema>;

/** The moov of a clip, and where the file has it. */
export interface ClipMoov {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly headerBytes: number;
}

/** A clip as its segments are cut from it. */
export interface ClipIndex {
  readonly head: ClipIndexHead;
  readonly tracks: readonly PlayedTrack<TimedTrack>[];
}

/** What of a clip its index is made from. */
export interface IndexedClip {
  readonly planId: PlanId;
  readonly streamName: string;
  readonly streamArn: string;
  readonly bucket: string;
  readonly key: string;
  /** Of its ledger row. */
  readonly startMs: ProducerMs;
  readonly endMs: ProducerMs;
  readonly fragments: readonly { readonly number: string; readonly producerMs: number }[];
}

const LENGTH_BYTES = 4;

/** `playback/{stream}/{planId}.index` in the work bucket. It can be made again at any time. */
export function clipIndexKey(streamName: string, planId: string): string {
  return `playback/${streamName}/${planId}.index`;
}

/**
 * Makes a clip's index, as it is stored: the length of its head, the head (JSON), and the clip's moov as it stands.
 *
 * @throws ArchiverError `Corrupt`; `UnsupportedMedia` where nothing of the clip can be played
 */
export function writeClipIndex(clip: IndexedClip, moov: ClipMoov): Uint8Array {
  const { planId, streamName, streamArn, bucket, key, endMs } = clip;
  const tracks = playedTracksOfMp4(readTimedTracks(moov.bytes, moov.start, moov.headerBytes));
  if (tracks.length === 0) throw new ArchiverError('UnsupportedMedia', `${key} holds nothing that HLS can carry`);
  const fragments = clip.fragments.map(({ number, producerMs }) => ({ number, producerMs }));
  // A fragment's time is that of its first picture.
  const [lead] = tracks;
  const startMs = clip.startMs - (lead === undefined ? 0 : shownMs(lead.source, 0));
  const head: ClipIndexHead = {
    version: 1,
    planId,
    streamName,
    streamArn,
    bucket,
    key,
    startMs,
    endMs,
    configuration: configurationOf(tracks.map(({ fragmented }) => fragmented)),
    moov: { start: moov.start, headerBytes: moov.headerBytes },
    fragments,
    cuts: cutFragments(
      tracks.map(({ source }) => source),
      fragments.map(({ producerMs }) => producerMs - startMs),
    ) as ClipIndexHead['cuts'],
  };
  const text = Buffer.from(JSON.stringify(head), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, moov.bytes]);
}

/** Reads what `writeClipIndex` wrote. @throws ArchiverError `Corrupt` */
export function readClipIndex(bytes: Uint8Array, key: string): ClipIndex {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headEnd = LENGTH_BYTES + view.getUint32(0);
    const head = headSchema.parse(JSON.parse(Buffer.from(bytes.subarray(LENGTH_BYTES, headEnd)).toString('utf8')));
    const timed = readTimedTracks(bytes.subarray(headEnd), head.moov.start, head.moov.headerBytes);
    return { head, tracks: playedTracksOfMp4(timed) };
  } catch (cause) {
    throw new ArchiverError('Corrupt', `${key} is no index of a clip`, { cause });
  }
}

/** What a playlist must know of a clip. */
export interface PlayableClip {
  readonly planId: string;
  /** Of its ledger row, whose key ends in it. */
  readonly endMs: number;
  readonly configuration: string;
  /** In producer time: when each fragment begins, and behind them when the last one ends. */
  readonly timesMs: readonly number[];
  /** The producer time of each fragment, as it was listed. */
  readonly producerMs: readonly number[];
  readonly numbers: readonly string[];
}

/** What a playlist must know of the clip. */
export function playableClip({ planId, endMs, startMs, configuration, cuts, fragments }: ClipIndexHead): PlayableClip {
  return {
    planId,
    endMs,
    configuration,
    timesMs: cuts.timesMs.map((time) => Math.round(startMs + time)),
    producerMs: fragments.map(({ producerMs }) => producerMs),
    numbers: fragments.map(({ number }) => number),
  };
}

/** Fragments of the clip's `n`th segment; undefined where it has none of that number. */
export function segmentOf({ cuts }: ClipIndexHead, n: number): { from: number; to: number } | undefined {
  return groupFragments(cuts.timesMs)[n];
}
