import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';
import { ArchiverError } from '../../core/errors.ts';
import { buildAvcC } from '../media/h264/buildAvcC.ts';
import { H264 } from '../media/h264/H264.ts';
import { splitAnnexB } from '../media/h264/splitAnnexB.ts';
import { toLengthPrefixed } from '../media/h264/toLengthPrefixed.ts';
import { buildHvcC } from '../media/h265/buildHvcC.ts';
import { H265 } from '../media/h265/H265.ts';
import type { FileTrack } from './FileTrack.ts';

/**
 * The file's video as track 1, with its codec configuration and length-prefixed frames.
 * @throws ArchiverError `UnsupportedMedia`; says what to do.
 */
export async function videoTrackOf(input: InputVideoTrack, location: string): Promise<FileTrack> {
  const codec = await input.getCodec();
  if (codec !== 'avc' && codec !== 'hevc') {
    throw new ArchiverError(
      'UnsupportedMedia',
      `the video of ${location} is ${codec ?? `${await input.getInternalCodecId()}`}, and Kinesis Video Streams plays H.264 ` +
        `and H.265 only: encode it again (ffmpeg -i ${location} -c:v libx264 -g 50 -bf 0 -c:a aac out.mp4)`,
    );
  }
  const description = bytesOf((await input.getDecoderConfig())?.description);
  const whole = {
    number: 1,
    type: 'video',
    codecId: codec === 'avc' ? 'V_MPEG4/ISO/AVC' : 'V_MPEGH/ISO/HEVC',
    name: 'video',
    video: { width: await input.getCodedWidth(), height: await input.getCodedHeight() },
  } as const;
  if (description !== undefined) {
    return { input, track: { ...whole, codecPrivate: description }, payloadOf: ({ data }) => data };
  }
  // A byte stream that was put into a container as it is.
  const { role } = codec === 'avc' ? H264 : H265;
  const first = await new EncodedPacketSink(input).getFirstKeyPacket();
  const units = splitAnnexB(first?.data ?? new Uint8Array());
  const codecPrivate = codec === 'avc' ? buildAvcC(units) : buildHvcC(units);
  const isPicture = (unit: Uint8Array) => !['parameter-set', 'delimiter'].includes(role(unit));
  return {
    input,
    track: { ...whole, codecPrivate },
    payloadOf: ({ data }) => toLengthPrefixed(splitAnnexB(data).filter(isPicture)),
  };
}

function bytesOf(description: ArrayBufferLike | ArrayBufferView | undefined): Uint8Array | undefined {
  if (description === undefined) return undefined;
  if (ArrayBuffer.isView(description)) {
    return new Uint8Array(description.buffer, description.byteOffset, description.byteLength).slice();
  }
  return new Uint8Array(description).slice();
}
