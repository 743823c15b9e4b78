/**
 * Makes pictures of coded video in a process of its own: the decoder is native and young, what it is given may be broken,
 * and nothing that takes footage in may wait for it. Plain JavaScript, since it is started by path; the only file that
 * knows `node-webcodecs` and `sharp` together. Speaks with `openPictureMaker.ts` only, in messages:
 *
 *   out: { ready: true }
 *   in:  { codec, configuration?, pictures: [{ bytes, keyframe, timeMs }], wanted: [index], form }
 *   out: { made: { index, bytes, width, height } } | { fault: { index, because } }, each answered by
 *   in:  { next: true }
 *   out: { end: true }
 */
import { EncodedVideoChunk, isNativeAvailable, VideoDecoder } from 'node-webcodecs';
import sharp from 'sharp';

// Ctrl-C reaches the whole group of processes: whoever started this one ends it by closing the channel.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

// One picture at a time: what is not kept costs nothing, and the other core is the ingest's.
sharp.cache(false);
sharp.concurrency(1);

/** More than any camera of KVS sends; a parameter set that says more would have gigabytes taken for one picture. */
const MOST_PIXELS = 8192 * 4608;

/**
 * Coded pictures and pixels lie outside of V8's heap, which stays at 8 MB and so sees no reason to collect them: 0.5 MB an
 * order were kept for hundreds of orders (observed, Node 20.20).
 */
const MOST_UNCOLLECTED_BYTES = 32_000_000;

const words = (error) => (error instanceof Error ? error.message : String(error));
const turn = () => new Promise((resolve) => setImmediate(resolve));

let heard;
let hear;
process.on('message', (message) => {
  if (hear === undefined) heard = message;
  else hear(message);
});
function message() {
  return new Promise((resolve) => {
    const take = (value) => {
      hear = undefined;
      heard = undefined;
      resolve(value);
    };
    if (heard === undefined) hear = take;
    else take(heard);
  });
}

async function tell(what) {
  process.send(what);
  await message();
}

async function pixelsOf(frame, size) {
  try {
    if (size.width * size.height > MOST_PIXELS) throw new Error(`it is ${size.width} x ${size.height} pixels`);
    const rgba = new Uint8Array(frame.allocationSize({ format: 'RGBA' }));
    await frame.copyTo(rgba, { format: 'RGBA' });
    return rgba;
  } finally {
    frame.close();
  }
}

async function encode(frame, { format, quality, width, height }) {
  const size = { width: frame.displayWidth, height: frame.displayHeight };
  const rgba = await pixelsOf(frame, size);
  let picture = sharp(rgba, { raw: { ...size, channels: 4 } }).removeAlpha();
  if (width !== undefined || height !== undefined) picture = picture.resize({ width, height, fit: 'fill' });
  picture = format === 'PNG' ? picture.png() : picture.jpeg({ quality });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** Only one side asked for: the other follows from the picture's own shape. */
function shaped({ width, height, ...form }, frame) {
  if (width === undefined && height === undefined) return form;
  const ratio = frame.displayWidth / frame.displayHeight;
  return {
    ...form,
    width: width ?? Math.max(1, Math.round(height * ratio)),
    height: height ?? Math.max(1, Math.round(width / ratio)),
  };
}

/**
 * The pictures' indices as the decoder gives them out: by their time. What it says of a picture's time is not to be had:
 * it names the picture that went in last (1.3.0). Those before the first key frame's own time need others than are here.
 */
function* inOrderOfShow(pictures) {
  const firstMs = pictures[0].timeMs;
  const order = [...pictures.keys()].filter((index) => pictures[index].timeMs >= firstMs);
  yield* order.sort((a, b) => pictures[a].timeMs - pictures[b].timeMs);
}

async function make({ codec, configuration, pictures, wanted, form }) {
  const missing = new Set(wanted);
  const config = {
    codec,
    hardwareAcceleration: 'prefer-software',
    // With threads of its own it loses a picture, or never ends, once in some thousand groups on a busy machine (1.3.0).
    useWorkerThread: false,
    ...(configuration === undefined ? {} : { description: configuration }),
  };
  // Pictures behind the last one that is asked for, in decoding order, are of no use to it.
  const fed = pictures.slice(0, Math.max(...wanted) + 1);
  const shown = inOrderOfShow(fed);
  let because;
  const held = [];
  const decoder = new VideoDecoder({
    output: (frame) => {
      const index = shown.next().value;
      if (missing.delete(index)) held.push({ index, frame });
      else frame.close();
    },
    error: (error) => {
      because ??= words(error);
    },
  });
  const hand = async () => {
    for (let next = held.shift(); next !== undefined; next = held.shift()) {
      const { index, frame } = next;
      try {
        await tell({ made: { index, ...(await encode(frame, shaped(form, frame))) } });
      } catch (error) {
        await tell({ fault: { index, because: words(error) } });
      }
    }
  };
  try {
    const { supported } = await VideoDecoder.isConfigSupported(config);
    if (!supported) throw new Error(`the decoder knows no ${codec}`);
    decoder.configure(config);
    for (const [index, { bytes, keyframe }] of fed.entries()) {
      decoder.decode(new EncodedVideoChunk({ type: keyframe ? 'key' : 'delta', timestamp: index * 1000, data: bytes }));
      await turn();
      await hand();
      if (because !== undefined) break;
    }
    if (because === undefined) await decoder.flush();
  } catch (error) {
    because ??= words(error);
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
  await hand();
  for (const index of missing) await tell({ fault: { index, because: because ?? 'no picture comes out of it' } });
}

if (!isNativeAvailable()) process.exit(3);
process.send({ ready: true });
for (;;) {
  const request = await message();
  await make(request);
  process.send({ end: true });
  if (process.memoryUsage().arrayBuffers > MOST_UNCOLLECTED_BYTES) globalThis.gc?.();
}
