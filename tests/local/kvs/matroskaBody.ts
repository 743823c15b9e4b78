import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';

/** A video track whose frames are any bytes: for all that does not look into the codec. */
export const PLAIN_TRACK: Track = {
  number: 1,
  type: 'video',
  codecId: 'V_MPEG4/ISO/AVC',
  codecPrivate: Uint8Array.from([1, 0x64, 0, 0x1f, 0xff, 0xe1]),
  video: { width: 640, height: 360 },
};
export const PLAIN_AUDIO: Track = {
  number: 2,
  type: 'audio',
  codecId: 'A_AAC',
  codecPrivate: Uint8Array.from([0x14, 0x08]),
  audio: { samplingFrequency: 16_000, channels: 1 },
};

export const frame = (timeMs: number, bytes = 100, trackNumber = 1, keyframe = false): Frame => ({
  trackNumber,
  timeMs,
  keyframe,
  payload: new Uint8Array(bytes).fill(timeMs & 0xff),
});

/** Frames from `startMs` on, one each `stepMs`, the first one a key frame. */
export const frames = (startMs: number, count: number, stepMs: number, bytes = 100): Frame[] =>
  Array.from({ length: count }, (_, index) => frame(startMs + index * stepMs, bytes, 1, index === 0));

export interface FragmentSketch {
  readonly timecodeMs: number;
  readonly frames?: readonly Frame[];
  readonly tags?: readonly Tag[];
  readonly size?: 'known' | 'unknown';
}

export const header = (tracks: readonly Track[] = [PLAIN_TRACK]): Uint8Array => writeHeader({ tracks });

/** A cluster of ten frames 100 ms apart, where nothing else is said, and its tags. */
export function fragment({ timecodeMs, frames: given, tags = [], size = 'unknown' }: FragmentSketch): Uint8Array {
  const blocks = given ?? frames(timecodeMs, 10, 100);
  const cluster = writeCluster({ timecodeMs, blocks, size });
  return tags.length === 0 ? cluster : Buffer.concat([cluster, writeTags(tags)]);
}

export const body = (sketches: readonly FragmentSketch[], tracks?: readonly Track[]): Uint8Array =>
  Buffer.concat([header(tracks), ...sketches.map(fragment)]);

/** A fixture of tests/media, cut again at each key frame: its tracks, and the frames of each group of pictures. */
export function fixtureGroups(name: string): {
  readonly tracks: readonly Track[];
  readonly groups: readonly Frame[][];
} {
  const cutter = new FragmentCutter();
  const events = [...cutter.push(readFileSync(join(__dirname, '../../media', name))), ...cutter.end()];
  const cut = events.find((event) => event.kind === 'tracks');
  const tracks = cut?.tracks ?? [];
  const video = tracks.find((track) => track.type === 'video')?.number;
  const groups: Frame[][] = [];
  for (const event of events) {
    if (event.kind !== 'fragment') continue;
    for (const { offset, length, ...where } of event.frames) {
      if (where.trackNumber === video && where.keyframe) groups.push([]);
      groups.at(-1)?.push({ ...where, payload: event.bytes.subarray(offset, offset + length) });
    }
  }
  return { tracks, groups };
}
