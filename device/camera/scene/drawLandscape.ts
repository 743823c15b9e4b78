import { type Colour, hex, mix } from './Colour.ts';
import { Picture } from './Picture.ts';

/** Colours of the sky from the top to the horizon. */
const SKY: readonly Colour[] = [hex(0x1d3a6b), hex(0x4a6fa5), hex(0xa9a3c4), hex(0xf4b393), hex(0xffd9a0)];
/** Ranges of hills from the farthest to the nearest: colour, height and roughness as shares of the picture's height. */
const HILLS = [
  { tone: hex(0x8487ad), level: 0.56, swing: 0.055, waves: 5.1, phase: 0.4 },
  { tone: hex(0x585f8c), level: 0.615, swing: 0.045, waves: 7.3, phase: 2.1 },
  { tone: hex(0x343c63), level: 0.67, swing: 0.03, waves: 10.7, phase: 4.4 },
] as const;
/** Where the lake begins, as a share of the height. */
export const SHORE = 0.7;
const SUN = { x: 0.36, y: 0.52, radius: 0.07, tone: hex(0xfff1c9), glow: hex(0xffe0a8) } as const;

/** The part of the scene that stands still: sky, sun, hills, lake. Drawn once. */
export function drawLandscape(width: number, height: number): Picture {
  const picture = new Picture(width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) put(picture, x, y, toneAt(x / height, y / height, width / height, 1 / height));
  }
  return picture;
}

/** All in units of the height; `pixel` is one pixel's size, for smooth edges. */
function toneAt(x: number, y: number, aspect: number, pixel: number): Colour {
  if (y < SHORE) return landAt(x, y, aspect, pixel);
  // The lake mirrors what stands above it, darker and bluer towards the viewer.
  const depth = (y - SHORE) / (1 - SHORE);
  const mirrored = landAt(x + Math.sin(y * 190) * 0.004 * (0.4 + depth), SHORE - (y - SHORE) * 1.35, aspect, pixel);
  return mix(mirrored, hex(0x1a2a52), 0.28 + 0.5 * depth);
}

function landAt(x: number, y: number, aspect: number, pixel: number): Colour {
  let tone = skyAt(x, y, aspect, pixel);
  for (const hill of HILLS) {
    const ridge =
      hill.level -
      hill.swing * Math.sin((x / aspect) * hill.waves + hill.phase) -
      hill.swing * 0.45 * Math.sin((x / aspect) * hill.waves * 2.7 + hill.phase * 3) -
      hill.swing * 0.12 * Math.sin((x / aspect) * hill.waves * 9.1 + hill.phase * 7);
    const share = Math.min(1, Math.max(0, (y - ridge) / pixel + 0.5));
    const mist = mix(hill.tone, hex(0xd9b7a8), 0.35 * Math.min(1, Math.max(0, (y - ridge) / 0.12)));
    if (share > 0) tone = mix(tone, mist, share);
  }
  return tone;
}

function skyAt(x: number, y: number, aspect: number, pixel: number): Colour {
  const along = (Math.min(0.999, Math.max(0, y / 0.62)) * (SKY.length - 1)) as number;
  const band = Math.floor(along);
  const sky = mix(SKY[band] ?? hex(0), SKY[band + 1] ?? hex(0), along - band);
  const distance = Math.hypot(x - SUN.x * aspect, y - SUN.y);
  const lit = mix(sky, SUN.glow, 0.75 * Math.exp(-distance / 0.16));
  return mix(lit, SUN.tone, Math.min(1, Math.max(0, (SUN.radius - distance) / pixel + 0.5)));
}

/** Rounds with a fixed grain, so that the wide gradients show no steps. */
function put(picture: Picture, x: number, y: number, tone: Colour): void {
  const grain = (((x * 7 + y * 13) % 16) + (((x * 3) ^ (y * 5)) % 16)) / 32 - 0.5;
  picture.luma[y * picture.width + x] = Math.round(tone.luma + grain * 0.9);
  if ((x & 1) === 1 || (y & 1) === 1) return;
  const at = (y >> 1) * (picture.width >> 1) + (x >> 1);
  picture.cb[at] = Math.round(tone.cb);
  picture.cr[at] = Math.round(tone.cr);
}
