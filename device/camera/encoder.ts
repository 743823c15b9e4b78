import { ArchiverError } from '../../core/errors.ts';

/** What to encode. */
export interface EncoderSettings {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Longest distance of key frames that will be asked for, in pictures. */
  readonly keyFrameEvery: number;
  readonly bitsPerSecond: number;
}

/** H.264 encoder: one picture in, one out, in Annex-B, with parameter sets at each key frame and no B-frames. */
export interface Encoder {
  /** @param i420 read before the promise is returned; @throws ArchiverError `Internal` when the encoder fails. */
  encode(i420: Uint8Array, timeMs: number, keyframe: boolean): Promise<Uint8Array>;
  close(): void;
}

const CONSTRAINED_BASELINE_3_1 = 'avc1.42E01F';
const BT709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;

/**
 * Opens the encoder of `node-webcodecs`: the only file that knows the package. It loads when it is first needed, so that
 * everything else runs on platforms that it is not built for.
 * @throws ArchiverError `UnsupportedMedia` where it cannot be loaded or will not encode such pictures.
 */
export async function openEncoder(settings: EncoderSettings): Promise<Encoder> {
  const codecs = await loadCodecs();
  const waiting: { resolve(bytes: Uint8Array): void; reject(error: unknown): void }[] = [];
  // The package's threads do not keep the process alive: without this a program that waits for a picture alone ends.
  const alive = setInterval(() => undefined, 60_000);
  const fail = (cause: unknown) => {
    const error = new ArchiverError('Internal', `the H.264 encoder failed: ${String(cause)}`, { cause });
    for (const picture of waiting.splice(0)) picture.reject(error);
  };
  const encoder = new codecs.VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      waiting.shift()?.resolve(bytes);
    },
    error: fail,
  });
  try {
    encoder.configure({
      codec: CONSTRAINED_BASELINE_3_1,
      width: settings.width,
      height: settings.height,
      // The encoder sets a key frame of its own each `framerate` pictures: said to be slower than it is, with as many
      // more bits a second, it leaves that to us and spends the same on each picture.
      framerate: settings.keyFrameEvery,
      bitrate: Math.round((settings.bitsPerSecond * settings.keyFrameEvery) / settings.framesPerSecond),
      latencyMode: 'realtime',
      hardwareAcceleration: 'prefer-software',
      avc: { format: 'annexb' },
      colorSpace: BT709,
    });
  } catch (cause) {
    clearInterval(alive);
    throw new ArchiverError('UnsupportedMedia', `the H.264 encoder refuses these settings: ${String(cause)}`, {
      cause,
    });
  }
  return {
    encode: (i420, timeMs, keyframe) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        const frame = new codecs.VideoFrame(i420, {
          format: 'I420',
          codedWidth: settings.width,
          codedHeight: settings.height,
          timestamp: timeMs * 1_000,
          colorSpace: BT709,
        });
        try {
          encoder.encode(frame, { keyFrame: keyframe });
        } catch (cause) {
          fail(cause);
        } finally {
          frame.close();
        }
      }),
    close: () => {
      clearInterval(alive);
      if (encoder.state !== 'closed') encoder.close();
      fail(new Error('it was closed'));
    },
  };
}

async function loadCodecs(): Promise<typeof import('node-webcodecs')> {
  try {
    const codecs = await import('node-webcodecs');
    if (!codecs.isNativeAvailable()) throw new Error('its native part is not built for this platform');
    return codecs;
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    throw new ArchiverError('UnsupportedMedia', `no H.264 encoder can be loaded on ${platform}: ${String(cause)}`, {
      cause,
    });
  }
}
