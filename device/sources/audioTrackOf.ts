import type { InputAudioTrack } from 'mediabunny';
import { buildWaveFormat, isG711 } from '../media/g711/waveFormat.ts';
import type { FileTrack } from './FileTrack.ts';
import { readMatroskaTracks } from './readMatroskaTracks.ts';

/** The file's sound as track 2: AAC or G.711; undefined for what Kinesis Video Streams does not play. */
export async function audioTrackOf(
  input: InputAudioTrack,
  location: string,
  isMatroska: boolean,
): Promise<FileTrack | undefined> {
  const samplingFrequency = await input.getSampleRate();
  const channels = await input.getNumberOfChannels();
  const whole = { number: 2, type: 'audio', name: 'audio' } as const;
  const payloadOf: FileTrack['payloadOf'] = ({ data }) => data;
  if ((await input.getCodec()) === 'aac') {
    const description = (await input.getDecoderConfig())?.description;
    if (description === undefined) return undefined;
    const codecPrivate = ArrayBuffer.isView(description)
      ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength).slice()
      : new Uint8Array(description).slice();
    const audio = { samplingFrequency, channels };
    return { input, track: { ...whole, codecId: 'A_AAC', codecPrivate, audio }, payloadOf };
  }
  if (!isMatroska) {
    const codec = await input.getCodec();
    if (codec !== 'alaw' && codec !== 'ulaw') return undefined;
    const format = buildWaveFormat(codec === 'alaw' ? 'alaw' : 'mulaw', channels, samplingFrequency);
    const audio = { samplingFrequency, channels, bitDepth: 8 };
    return { input, track: { ...whole, codecId: 'A_MS/ACM', codecPrivate: format, audio }, payloadOf };
  }
  const declared = (await readMatroskaTracks(location)).find(
    ({ number, codecId }) => number === input.id && codecId === 'A_MS/ACM',
  );
  const format = declared?.codecPrivate;
  if (declared === undefined || format === undefined || !isG711(format)) return undefined;
  const audio = declared.audio ?? { samplingFrequency, channels };
  return { input, track: { ...whole, codecId: 'A_MS/ACM', codecPrivate: format, audio }, payloadOf };
}
