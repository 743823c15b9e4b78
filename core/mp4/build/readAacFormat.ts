import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { audioEntry } from './audioEntry.ts';
import { fullBox, u16, u32 } from './boxBytes.ts';
import type { SampleFormat } from './SampleFormat.ts';

/** ISO/IEC 14496-3, table 1.18. */
const FREQUENCIES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];
const ESCAPE_FREQUENCY = 15;

/**
 * AAC: CodecPrivate is an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
 * @throws ArchiverError `UnsupportedMedia`, `InvalidCodecPrivateData`
 */
export function readAacFormat(track: Track, config: Uint8Array): SampleFormat {
  const fault = (what: string) =>
    unsupported('InvalidCodecPrivateData', `track ${track.number}: its AudioSpecificConfig ${what}`);
  const bits = (from: number, count: number) => {
    let value = 0;
    for (let bit = from; bit < from + count; bit++)
      value = value * 2 + (((config[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
    return value;
  };
  const objectType = bits(0, 5);
  if (config.length < 2 || objectType === 0) throw fault('is too short, or names no object type');
  let at = objectType === 31 ? 11 : 5;
  const index = bits(at, 4);
  at += 4;
  let frequency = FREQUENCIES[index];
  if (index === ESCAPE_FREQUENCY) {
    frequency = bits(at, 24);
    at += 24;
  }
  if (frequency === undefined || frequency === 0 || at > config.length * 8) throw fault('names no frequency');
  const channels = bits(at, 4);
  const samples = bits(at + 4, 1) === 1 && objectType < 5 ? 960 : 1024;
  return {
    handler: 'soun',
    timescale: frequency,
    entry: audioEntry('mp4a', track.audio?.channels ?? channels, frequency, elementaryStream(config)),
    sampleBytes: undefined,
    frameTicks: () => samples,
    checkFrame(payload) {
      const adts = payload[0] === 0xff && ((payload[1] ?? 0) & 0xf6) === 0xf0;
      if (payload.length === 0 || adts) {
        throw unsupported('InvalidMediaFrame', `track ${track.number}: a frame is empty, or has an ADTS header`);
      }
    },
  };
}

/** ISO/IEC 14496-1, 7.2.6: ES, decoder configuration and sync layer descriptors. */
function elementaryStream(config: Uint8Array): Uint8Array {
  const specific = descriptor(5, config);
  const decoder = descriptor(4, [0x40, 0x15, 0, 0, 0, ...u32(0, 0), ...specific]);
  return fullBox('esds', 0, 0, descriptor(3, [...u16(1), 0, ...decoder, ...descriptor(6, [2])]));
}

/** Its length always in four bytes, as most writers do. */
function descriptor(tag: number, data: ArrayLike<number>): number[] {
  const { length } = data;
  const size = [21, 14, 7].map((shift) => ((length >> shift) & 0x7f) | 0x80);
  return [tag, ...size, length & 0x7f, ...Array.from(data)];
}
