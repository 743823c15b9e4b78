import type { Frame } from '../../core/matroska/StoredFragment.ts';
import type { Track } from '../../core/matroska/Track.ts';
import { writeCluster } from '../../core/matroska/write/writeCluster.ts';
import { writeHeader } from '../../core/matroska/write/writeHeader.ts';
import { seededRandom } from '../listing/seededRandom.ts';

/** What a camera sends. */
export interface CameraSketch {
  /** Start of the first fragment, UTC epoch milliseconds. */
  readonly startMs: number;
  readonly count: number;
  readonly fragmentMs: number;
  readonly bitsPerSecond: number;
  readonly framesPerSecond: number;
}

/** H.264 High, 160x120: the parameter sets of tests/media/h264.mkv. No picture here is ever decoded. */
const AVC_C = Buffer.from('AWQACv/hABlnZAAKrLQUI/LgIgAAAwACAAADADweJE1AAQAFaO8CHLD9+PgA', 'base64');
export const cameraTrack: Track = {
  number: 1,
  type: 'video',
  codecId: 'V_MPEG4/ISO/AVC',
  codecPrivate: AVC_C,
  video: { width: 160, height: 120 },
};
/** A fragment's first picture is so many times as large as the others. */
const KEY_FRAME_WEIGHT = 8;
const IDR_SLICE = 0x65;
const OTHER_SLICE = 0x41;

/** Bytes of one fragment of the sketch, framing left out. */
export function fragmentBytes({ bitsPerSecond, fragmentMs }: CameraSketch): number {
  return Math.round((bitsPerSecond * fragmentMs) / 8000);
}

/** What stands before the first Cluster of a PutMedia body. */
export function cameraHeader(): Uint8Array {
  return writeHeader({ tracks: [cameraTrack], application: 'kvs-archiver bench' });
}

/** One Cluster a fragment, with absolute timecodes; made when it is asked for, so that a day of it needs no memory. */
export function* cameraClusters(sketch: CameraSketch): Generator<Uint8Array> {
  const framesAt = cameraFrames(sketch);
  for (let at = 0; at < sketch.count; at++) {
    yield writeCluster({ timecodeMs: sketch.startMs + at * sketch.fragmentMs, blocks: framesAt(at), size: 'unknown' });
  }
}

/** The frames of any fragment, with absolute times; the pictures of all are the same. */
export function cameraFrames(sketch: CameraSketch): (fragment: number) => Frame[] {
  const frames = Math.max(1, Math.round((sketch.framesPerSecond * sketch.fragmentMs) / 1000));
  const share = fragmentBytes(sketch) / (KEY_FRAME_WEIGHT + frames - 1);
  const random = seededRandom(1);
  const pictures = Array.from({ length: frames }, (_, index) =>
    picture(index === 0 ? IDR_SLICE : OTHER_SLICE, Math.round(index === 0 ? share * KEY_FRAME_WEIGHT : share), random),
  );
  return (fragment) =>
    pictures.map(
      (payload, index): Frame => ({
        trackNumber: cameraTrack.number,
        timeMs: sketch.startMs + fragment * sketch.fragmentMs + Math.round((index * sketch.fragmentMs) / frames),
        keyframe: index === 0,
        payload,
      }),
    );
}

/** A NAL unit behind its length in four bytes. */
function picture(kind: number, bytes: number, random: () => number): Uint8Array {
  const unit = Buffer.alloc(Math.max(6, bytes));
  unit.writeUInt32BE(unit.length - 4);
  unit[4] = kind;
  // No byte is 0, so that no three of them look like a start code.
  for (let at = 5; at < unit.length; at++) unit[at] = 1 + Math.floor(random() * 255);
  return unit;
}
