import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  WEBM,
} from 'mediabunny';
import { ArchiverError } from '../../../core/errors.ts';
import { frameTiming } from '../../../core/packages/frameTiming.ts';
import { isInterlaced } from '../../../core/packages/isInterlaced.ts';
import type { AudioProbe, Probe, VideoProbe } from '../../../core/packages/Probe.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';
import { checkBoxes } from './checkBoxes.ts';
import { RangedReader } from './RangedReader.ts';

const CACHE_BYTES = 16 * 1024 ** 2;
/** Frames that are looked at for their rate: half a minute and more. */
const FRAMES = 2000;
const CONTAINERS = new Map([
  [MP4, 'mp4'],
  [QTFF, 'quicktime'],
  [MATROSKA, 'matroska'],
  [WEBM, 'webm'],
  [MPEG_TS, 'mpegts'],
] as const);
const BOXES = ['mp4', 'quicktime'];

/**
 * Finds out what a file is: from its index and the headers around it, by ranges.
 *
 * @throws ArchiverError `UnsupportedMedia` for what is no video that we know; `Truncated`, `Corrupt` for a video that is
 *   damaged; and whatever the bucket throws
 */
export async function readProbe(file: PackageFile, objects: Pick<ObjectStore, 'get'>): Promise<Probe> {
  const reader = new RangedReader(file, objects);
  const input = new Input({
    source: new CustomSource({
      getSize: () => file.bytes,
      read: (start, end) => reader.read(start, end),
      maxCacheSize: CACHE_BYTES,
      prefetchProfile: 'network',
      // What reading ahead met comes back when the place is read for good.
      handleUnhandledError: () => undefined,
    }),
    formats: [...CONTAINERS.keys()],
  });
  try {
    return await probeOf(input, file, reader);
  } catch (cause) {
    if (reader.failure !== undefined) throw reader.failure;
    if (cause instanceof ArchiverError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError('Corrupt', `the file cannot be read: ${why}`, { cause });
  } finally {
    input.dispose();
  }
}

async function probeOf(input: Input, file: PackageFile, reader: RangedReader): Promise<Probe> {
  if (file.bytes === 0) throw new ArchiverError('UnsupportedMedia', 'the file is empty');
  if (!(await input.canRead())) {
    throw new ArchiverError('UnsupportedMedia', 'the file is no video: no MP4, QuickTime, Matroska, WebM or MPEG-TS');
  }
  const container = CONTAINERS.get(await input.getFormat()) ?? 'unknown';
  if (BOXES.includes(container)) await checkBoxes(file.bytes, (from, to) => reader.read(from, to));
  const video = await input.getPrimaryVideoTrack();
  if (video === null) throw new ArchiverError('UnsupportedMedia', 'the file has no picture');
  const audio = await input.getPrimaryAudioTrack();
  const tracks = [video, ...(audio === null ? [] : [audio])];
  const durationSeconds = (await input.computeDuration(tracks)) - (await input.getFirstTimestamp(tracks));
  if (!(durationSeconds > 0)) throw new ArchiverError('UnsupportedMedia', 'the file plays for no time at all');
  return {
    container,
    bytes: file.bytes,
    durationMs: Math.round(durationSeconds * 1000),
    video: await videoOf(video, durationSeconds),
    ...(audio === null ? {} : { audio: await audioOf(audio) }),
  };
}

async function videoOf(track: InputVideoTrack, durationSeconds: number): Promise<VideoProbe> {
  const codec = await track.getCodec();
  const codecString = await track.getCodecParameterString();
  const description = bytesOf((await track.getDecoderConfig())?.description);
  const { frameRate, variable } = frameTiming(await shownAt(track), durationSeconds);
  const bitrate = await track.getAverageBitrate();
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  if (width < 1 || height < 1) throw new ArchiverError('UnsupportedMedia', 'its pictures have no size');
  return {
    codec: codec ?? String((await track.getInternalCodecId()) ?? 'unknown'),
    ...(codecString === null ? {} : { codecString }),
    codedWidth: await track.getCodedWidth(),
    codedHeight: await track.getCodedHeight(),
    width: Math.round(width),
    height: Math.round(height),
    rotation: await track.getRotation(),
    frameRate: Math.round(frameRate * 1000) / 1000,
    variableFrameRate: variable,
    interlaced: codec === 'avc' && description !== undefined && isInterlaced(description),
    ...(bitrate === null ? {} : { bitrate: Math.round(bitrate) }),
  };
}

/** When the first frames are shown, in seconds; their bytes are not read where there is an index. */
async function shownAt(track: InputVideoTrack): Promise<number[]> {
  const times: number[] = [];
  for await (const { timestamp } of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  })) {
    times.push(timestamp);
    if (times.length === FRAMES) break;
  }
  return times;
}

async function audioOf(track: InputAudioTrack): Promise<AudioProbe> {
  const codecString = await track.getCodecParameterString();
  const bitrate = await track.getAverageBitrate();
  return {
    codec: (await track.getCodec()) ?? String((await track.getInternalCodecId()) ?? 'unknown'),
    ...(codecString === null ? {} : { codecString }),
    sampleRate: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
    ...(bitrate === null ? {} : { bitrate: Math.round(bitrate) }),
  };
}

function bytesOf(description: ArrayBufferLike | ArrayBufferView | undefined): Uint8Array | undefined {
  if (description === undefined) return undefined;
  if (!ArrayBuffer.isView(description)) return new Uint8Array(description);
  return new Uint8Array(description.buffer, description.byteOffset, description.byteLength);
}
