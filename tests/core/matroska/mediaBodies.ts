import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeEndOfFragment } from '../../../core/matroska/write/writeEndOfFragment.ts';
import { writeFragmentTags } from '../../../core/matroska/write/writeFragmentTags.ts';
import { writeGetMediaTags } from '../../../core/matroska/write/writeGetMediaTags.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';

/** The bytes of a fixture of `tests/media/`. */
export function mediaBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(__dirname, '../../media', name)));
}

/** One group of pictures: what becomes a fragment. Frame times count from the beginning of the file. */
export interface MediaFragment {
  readonly timeMs: number;
  readonly frames: readonly Frame[];
}

/** A Matroska fixture cut at its video key frames. */
export function mediaFragments(name: string): { tracks: readonly Track[]; fragments: readonly MediaFragment[] } {
  const { tracks, frames } = readDocument(mediaBytes(name));
  const picture = tracks.find((track) => track.type === 'video')?.number;
  const groups: { timeMs: number; frames: Frame[] }[] = [];
  for (const frame of frames) {
    if (groups.length === 0 || (frame.trackNumber === picture && frame.keyframe)) {
      // Sound in front of the first picture stays with it.
      if (groups.length !== 1 || groups[0]?.frames.some((earlier) => earlier.trackNumber === picture)) {
        groups.push({ timeMs: frame.timeMs, frames: [] });
      }
    }
    groups.at(-1)?.frames.push(frame);
  }
  return { tracks, fragments: groups };
}

export interface BodyOptions {
  /** Added to every time; the producer clock at the file's beginning. */
  readonly startMs?: number;
  readonly size?: 'known' | 'unknown';
  readonly endOfFragment?: boolean;
  /** Tags after each cluster. */
  readonly tags?: readonly Tag[];
}

/** A fixture as the body of one PutMedia call with absolute timecodes. */
export function putMediaBody(name: string, options: BodyOptions = {}): Uint8Array {
  const { tracks, fragments } = mediaFragments(name);
  const parts = [writeHeader({ tracks, title: name })];
  for (const fragment of fragments) {
    parts.push(cluster(fragment, options));
    if (options.tags !== undefined) parts.push(writeTags(options.tags, 8));
    if (options.endOfFragment === true) parts.push(writeEndOfFragment());
  }
  return concatBytes(parts);
}

/** The fixture's fragments as GetMedia (or, without `millisBehindNow`, GetMediaForFragmentList) gives them. */
export function readDocuments(name: string, options: BodyOptions & { getMedia?: boolean } = {}): Uint8Array[] {
  const { tracks, fragments } = mediaFragments(name);
  const startMs = options.startMs ?? 0;
  return fragments.map((fragment, index) => {
    const number = fragmentNumber(`9134385233318143239268206260774392014615916${1000 + index}`);
    return concatBytes([
      writeHeader({ tracks, title: name }),
      writeFragmentTags({
        fragmentNumber: number,
        producerMs: producerMs(startMs + fragment.timeMs),
        serverMs: serverMs(startMs + fragment.timeMs + 500),
      }),
      cluster(fragment, options),
      ...(options.tags === undefined ? [] : [writeTags(options.tags)]),
      ...(options.getMedia === true ? [writeGetMediaTags({ millisBehindNow: 1500, continuationToken: number })] : []),
    ]);
  });
}

function cluster(fragment: MediaFragment, options: BodyOptions): Uint8Array {
  const startMs = options.startMs ?? 0;
  return writeCluster({
    timecodeMs: startMs + fragment.timeMs,
    blocks: fragment.frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + startMs })),
    size: options.size ?? 'unknown',
  });
}

/** The pieces of a body, each of `size` bytes but the last. */
export function chunksOf(body: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += size) chunks.push(body.subarray(at, at + size));
  return chunks;
}
