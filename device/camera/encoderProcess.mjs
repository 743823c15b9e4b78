/**
 * The encoder in a process of its own: it is native and young, so that a crash here ends the picture and not the
 * program, and what its libraries print does not reach anybody's terminal. Plain JavaScript, since it is started by
 * path. Speaks with `encoder.ts` only:
 *
 *   argument: settings as JSON
 *   in:       [8 bytes time in ms, double LE][4 bytes 1 for a key frame, LE][I420 picture]...
 *   out:      [4 bytes 0, once it is ready], then [4 bytes length, LE][Annex-B]... in the same order
 */
import { isNativeAvailable, VideoEncoder, VideoFrame } from 'node-webcodecs';

const HEAD_BYTES = 12;
const BT709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false };

const settings = JSON.parse(process.argv[2] ?? '{}');
const { width, height } = settings;
const pictureBytes = (width * height * 3) / 2;

// Ctrl-C reaches the whole group of processes: the camera still finishes its fragment, and ends this by closing stdin.
process.on('SIGINT', () => undefined);
process.stdout.on('error', () => process.exit(0));

function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`, () => process.exit(1));
}

function send(bytes) {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  process.stdout.write(Buffer.concat([head, bytes]));
}

function configured() {
  if (!isNativeAvailable()) throw new Error('its native part is not built for this platform');
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = Buffer.alloc(chunk.byteLength);
      chunk.copyTo(bytes);
      send(bytes);
    },
    error: fail,
  });
  encoder.configure({
    // Constrained baseline, level 3.1: no B-frames.
    codec: 'avc1.42E01F',
    width,
    height,
    // The encoder sets a key frame of its own each `framerate` pictures: told a rate that is the distance of key
    // frames, with as many more bits a second, it leaves them to us and spends the same on each picture.
    framerate: settings.keyFrameEvery,
    bitrate: Math.round((settings.bitsPerSecond * settings.keyFrameEvery) / settings.framesPerSecond),
    latencyMode: 'realtime',
    hardwareAcceleration: 'prefer-software',
    avc: { format: 'annexb' },
    colorSpace: BT709,
  });
  return encoder;
}

function encode(encoder, message) {
  const frame = new VideoFrame(message.subarray(HEAD_BYTES), {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: message.readDoubleLE(0) * 1_000,
    colorSpace: BT709,
  });
  encoder.encode(frame, { keyFrame: message.readUInt32LE(8) === 1 });
  frame.close();
}

try {
  const encoder = configured();
  const message = Buffer.alloc(HEAD_BYTES + pictureBytes);
  let filled = 0;
  send(Buffer.alloc(0));
  for await (const chunk of process.stdin) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.copy(message, filled, at);
      at += taken;
      filled += taken;
      if (filled < message.length) continue;
      filled = 0;
      encode(encoder, message);
    }
  }
  process.exit(0);
} catch (error) {
  fail(error);
}
