import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { producerMs } from '../../../core/fragment.ts';
import type { Link } from '../../../core/links/Link.ts';
import { writeInitSegment } from '../../../core/mp4/fragmented/writeInitSegment.ts';
import { writeMediaSegment } from '../../../core/mp4/fragmented/writeMediaSegment.ts';
import { anchorMs, sequenceOf } from '../../../core/playback/anchorMs.ts';
import { type ClipIndex, segmentOf } from '../../../core/playback/ClipIndex.ts';
import { cutSegment } from '../../../core/playback/cutSegment.ts';
import type { StreamReference } from '../../../core/ports/footageSource.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { ClipIndexes, ClipName } from './ClipIndexes.ts';
import type { LiveFragments } from './LiveFragments.ts';
import type { PlaybackPorts } from './playbackPorts.ts';
import { readRange } from './readRange.ts';

export interface SegmentPorts extends PlaybackPorts {
  readonly streams: Pick<StreamStore, 'get'>;
  readonly indexes: ClipIndexes;
  readonly live: LiveFragments;
}

/** A segment, or what stands before segments, in parts to be sent in order. */
export type SegmentParts = readonly Uint8Array[];

const CLIP = /^(\d{1,15})-([0-9a-f]{12})\/(?:(\d{1,6})\.m4s|init\.mp4)$/;
const LIVE = /^live\/(\d{1,15})-(\d{1,128})\.(m4s|mp4)$/;
/** Fragments that begin before the span may reach into it, and so may those whose time was rounded. */
const LIVE_LEAD_MS = 60_000;

const outside = (): ArchiverError => new ArchiverError('AccessDenied', 'this link is for another span');
const unknown = (): ArchiverError => new ArchiverError('NotFound', 'there is no such segment');

/**
 * What a path below a link's token stands for: `{end}-{planId}/{n}.m4s` and `init.mp4` of a clip, or
 * `live/{producerMs}-{number}.m4s` and `.mp4` of a fragment, archived by now or not. One segment is in memory.
 *
 * @throws ArchiverError `NotFound`; `Expired` where it was erased or retired; `AccessDenied` where the link is for another
 *   span
 */
export async function archiveSegment(link: Link, path: string, ports: SegmentPorts): Promise<SegmentParts> {
  const clip = CLIP.exec(path);
  if (clip !== null) {
    const [, end, planId = '', n] = clip;
    const name = { streamName: link.stream, endMs: Number(end), planId };
    return partOfClip(name, n === undefined ? undefined : Number(n), link, ports);
  }
  const [, startMs, number, kind] = LIVE.exec(path) ?? [];
  if (number === undefined) throw unknown();
  return partOfFragment(Number(startMs), number, kind === 'mp4', link, ports);
}

const isInside = (link: Link, startMs: number, endMs: number): boolean =>
  endMs > (link.fromMs ?? 0) && startMs < (link.toMs ?? Infinity);

async function partOfClip(
  name: ClipName,
  n: number | undefined,
  link: Link,
  ports: SegmentPorts,
): Promise<SegmentParts> {
  const index = await ports.indexes.of(name);
  const { startMs, cuts } = index.head;
  if (n === undefined) {
    const [first = 0, last = 0] = [cuts.timesMs[0], cuts.timesMs.at(-1)];
    if (!isInside(link, startMs + first, startMs + last)) throw outside();
    return [writeInitSegment(index.tracks.map(({ fragmented }) => fragmented))];
  }
  const part = segmentOf(index.head, n);
  if (part === undefined) throw unknown();
  return cut(name, index, part.from, part.to, link, ports);
}

async function cut(
  name: ClipName,
  index: ClipIndex,
  from: number,
  to: number,
  link: Link,
  ports: SegmentPorts,
): Promise<SegmentParts> {
  const { startMs, cuts, bucket, key } = index.head;
  const [first = 0, last = 0] = [cuts.timesMs[from], cuts.timesMs[to]];
  if (!isInside(link, startMs + first, startMs + last)) throw outside();
  const anchor = anchorMs(link.fromMs ?? 0);
  const { ranges, assemble } = cutSegment(index, from, to, anchor);
  try {
    const read = await Promise.all(ranges.map((range) => readRange(ports.objects, { bucket, key }, range)));
    return writeMediaSegment(sequenceOf(startMs + first, anchor), assemble(read));
  } catch (error) {
    throw isArchiverError(error, 'NotFound') ? await ports.indexes.whyMissing(name) : error;
  }
}

async function partOfFragment(
  startMs: number,
  number: string,
  isInit: boolean,
  link: Link,
  ports: SegmentPorts,
): Promise<SegmentParts> {
  if (!isInside(link, startMs, startMs + LIVE_LEAD_MS)) throw outside();
  const streams = await ports.names.arnsOf(link.stream);
  for (const streamArn of streams) {
    const at = producerMs(startMs);
    for await (const row of ports.ledger.overlapping(streamArn, at, at)) {
      if (!row.numbers.some((each) => each === number)) continue;
      if (row.kind === 'erased') throw new ArchiverError('Expired', 'this footage was erased');
      if (row.kind !== 'clip' || row.clip === undefined) continue;
      const name = { streamName: link.stream, endMs: row.endProducerMs, planId: row.planId };
      const index = await ports.indexes.of(name, streamArn);
      const fragment = index.head.fragments.findIndex((each) => each.number === number);
      if (isInit) return [writeInitSegment(index.tracks.map(({ fragmented }) => fragmented))];
      return cut(name, index, fragment, fragment + 1, link, ports);
    }
  }
  for (const streamArn of streams) {
    const state = await ports.streams.get(streamArn);
    if (state === undefined || state.goneMs !== undefined) continue;
    const part = await partOfLive(state, number, isInit, startMs, link, ports);
    if (part !== undefined) return part;
  }
  throw unknown();
}

async function partOfLive(
  stream: StreamReference,
  number: string,
  isInit: boolean,
  startMs: number,
  link: Link,
  { live }: SegmentPorts,
): Promise<SegmentParts | undefined> {
  const anchor = anchorMs(link.fromMs ?? 0);
  try {
    const { tracks, segment } = await live.read(stream, number, anchor);
    return isInit ? [writeInitSegment(tracks)] : writeMediaSegment(sequenceOf(startMs, anchor), segment);
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
}
