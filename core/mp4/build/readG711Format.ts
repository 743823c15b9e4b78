import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { audioEntry } from './audioEntry.ts';
import type { SampleFormat } from './SampleFormat.ts';

/** WAVEFORMATEX: wFormatTag, nChannels, nSamplesPerSec, ..., little endian. */
const WAVEFORMAT_BYTES = 16;
const ENTRIES: ReadonlyMap<number, string> = new Map([
  [6, 'alaw'],
  [7, 'ulaw'],
]);

/**
 * G.711 sound: CodecPrivate is a WAVEFORMATEX with A-law or mu-law in it.
 * @throws ArchiverError `UnsupportedMedia`: `InvalidCodecPrivateData`, or `UnsupportedCodec` for another format
 */
export function readG711Format(track: Track, wave: Uint8Array): SampleFormat {
  const fault = (what: string) =>
    unsupported('InvalidCodecPrivateData', `track ${track.number}: its WAVEFORMATEX ${what}`);
  if (wave.length < WAVEFORMAT_BYTES) throw fault('is too short');
  const view = new DataView(wave.buffer, wave.byteOffset, wave.byteLength);
  const format = view.getUint16(0, true);
  const entryType = ENTRIES.get(format);
  if (entryType === undefined) {
    throw unsupported('UnsupportedCodec', `track ${track.number}: no MP4 is made from wave format ${format}`, {
      format,
    });
  }
  const channels = view.getUint16(2, true);
  const frequency = view.getUint32(4, true);
  if (channels === 0 || frequency === 0) throw fault('names no channels or no frequency');
  return {
    handler: 'soun',
    timescale: frequency,
    entry: audioEntry(entryType, channels, frequency),
    sampleBytes: channels,
    frameTicks: (payload) => payload.length / channels,
    checkFrame(payload) {
      if (payload.length === 0 || payload.length % channels !== 0) {
        throw unsupported('InvalidMediaFrame', `track ${track.number}: a frame holds no whole number of samples`);
      }
    },
  };
}
