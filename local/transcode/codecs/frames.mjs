import { VideoFrame } from 'node-webcodecs';
import { Fault } from './channel.mjs';

/** A parameter set that says more would have gigabytes taken for one picture. */
const MOST_PIXELS = 8192 * 4608;

/** Planes of a picture of 8 bits as I420; of any other as RGBA, which the encoder takes too. */
async function pixelsOf(frame) {
  const width = frame.codedWidth;
  const height = frame.codedHeight;
  if (width * height > MOST_PIXELS) throw new Fault('internal', `a picture of ${width} x ${height} pixels`);
  const format = frame.format === 'I420' ? 'I420' : 'RGBA';
  const data = new Uint8Array(frame.allocationSize({ format }));
  await frame.copyTo(data, { format });
  return { format, data, width, height };
}

function turnPlane(from, width, height, depth, rotation) {
  const to = new Uint8Array(from.length);
  const [across, down] = rotation === 180 ? [width, height] : [height, width];
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const source =
        rotation === 90
          ? (height - 1 - x) * width + y
          : rotation === 270
            ? x * width + (width - 1 - y)
            : (height - 1 - y) * width + (width - 1 - x);
      for (let part = 0; part < depth; part++) to[(y * across + x) * depth + part] = from[source * depth + part];
    }
  }
  return to;
}

function planesOf({ format, data, width, height }) {
  if (format === 'RGBA') return [{ data, width, height, depth: 4 }];
  const half = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const luma = width * height;
  const chroma = half[0] * half[1];
  return [
    { data: data.subarray(0, luma), width, height, depth: 1 },
    { data: data.subarray(luma, luma + chroma), width: half[0], height: half[1], depth: 1 },
    { data: data.subarray(luma + chroma, luma + 2 * chroma), width: half[0], height: half[1], depth: 1 },
  ];
}

function frameOf({ format, data, width, height }) {
  return new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0 });
}

async function turned(frame, rotation) {
  const pixels = await pixelsOf(frame);
  const planes = planesOf(pixels).map(({ data, width, height, depth }) =>
    turnPlane(data, width, height, depth, rotation),
  );
  const swapped = rotation !== 180;
  return frameOf({
    format: pixels.format,
    data: Buffer.concat(planes),
    width: swapped ? pixels.height : pixels.width,
    height: swapped ? pixels.width : pixels.height,
  });
}

/** Both fields of a picture blended, line by line: softer than what interpolates, and never torn. */
export async function blended(frame) {
  const pixels = await pixelsOf(frame);
  const planes = planesOf(pixels).map(({ data, width, height, depth }) => {
    const line = width * depth;
    const to = new Uint8Array(data.length);
    for (let y = 0; y < height; y++) {
      const above = Math.max(0, y - 1) * line;
      const below = Math.min(height - 1, y + 1) * line;
      for (let x = 0; x < line; x++)
        to[y * line + x] = (data[above + x] + 2 * data[y * line + x] + data[below + x] + 2) >> 2;
    }
    return to;
  });
  return frameOf({ ...pixels, data: Buffer.concat(planes) });
}

/** A picture in another size, and upright. The caller closes it. */
export async function shaped(frame, { width, height }, rotation) {
  const swapped = rotation === 90 || rotation === 270;
  const scaled = frame._scale(swapped ? height : width, swapped ? width : height);
  if (rotation === 0) return scaled;
  try {
    return await turned(scaled, rotation);
  } finally {
    scaled.close();
  }
}

export async function rgbaOf(frame, size, rotation) {
  const made = await shaped(frame, size, rotation);
  try {
    const data = new Uint8Array(made.allocationSize({ format: 'RGBA' }));
    await made.copyTo(data, { format: 'RGBA' });
    return Buffer.from(data.buffer);
  } finally {
    made.close();
  }
}
