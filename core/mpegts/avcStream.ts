import { concatBytes } from '../matroska/ebml/encode.ts';
import type { SegmentTrack } from '../mp4/fragmented/SegmentTrack.ts';
import { type AccessUnit, type ElementaryStream, TRANSPORT_TIMESCALE } from './ElementaryStream.ts';

const START_CODE = Uint8Array.from([0, 0, 0, 1]);
/** Access unit delimiter: any kind of slice (ISO/IEC 14496-10, 7.3.2.4). */
const DELIMITER = Uint8Array.from([9, 0xf0]);
const NAL_DELIMITER = 9;
const NAL_SEQUENCE_SET = 7;
const NAL_PICTURE_SET = 8;

/** What an avcC says (ISO/IEC 14496-15, 5.3.3). */
interface AvcConfiguration {
  readonly lengthSize: number;
  readonly sets: readonly Uint8Array[];
}

/**
 * H.264 as a transport stream carries it: start codes, a delimiter before each picture, parameter sets before each key
 * frame. No picture may be shown before it is decoded: offsets are not negative.
 * @param avcC checked before, by `readSampleFormat`
 */
export function avcStream(avcC: Uint8Array, track: SegmentTrack, timescale: number): ElementaryStream {
  const configuration = readConfiguration(avcC);
  const ticks = (value: number): number => Math.round((value * TRANSPORT_TIMESCALE) / timescale);
  let decode = track.baseDecodeTicks;
  const units = track.samples.map((sample): AccessUnit => {
    const unit = {
      ptsTicks: ticks(decode + sample.offsetTicks),
      dtsTicks: ticks(decode),
      isRandomAccess: sample.keyframe,
      bytes: toByteStream(sample.payload, configuration, sample.keyframe),
    };
    decode += sample.ticks;
    return unit;
  });
  return { kind: 'avc', units };
}

function toByteStream(payload: Uint8Array, { lengthSize, sets }: AvcConfiguration, keyframe: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  let hasSets = false;
  for (let at = 0; at + lengthSize <= payload.length; ) {
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + (payload[at + i] ?? 0);
    const unit = payload.subarray(at + lengthSize, at + lengthSize + length);
    at += lengthSize + length;
    const type = (unit[0] ?? 0) & 0x1f;
    if (length === 0 || type === NAL_DELIMITER) continue;
    hasSets ||= type === NAL_SEQUENCE_SET || type === NAL_PICTURE_SET;
    parts.push(START_CODE, unit);
  }
  const told = keyframe && !hasSets ? sets.flatMap((set) => [START_CODE, set]) : [];
  return concatBytes([START_CODE, DELIMITER, ...told, ...parts]);
}

function readConfiguration(avcC: Uint8Array): AvcConfiguration {
  const sets: Uint8Array[] = [];
  let at = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (avcC[at] ?? 0) & mask;
    at += 1;
    for (let i = 0; i < count; i++) {
      const length = (avcC[at] ?? 0) * 256 + (avcC[at + 1] ?? 0);
      sets.push(avcC.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return { lengthSize: ((avcC[4] ?? 0) & 3) + 1, sets };
}
