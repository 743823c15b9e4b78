import type { Colour } from './Colour.ts';
import type { Picture } from './Picture.ts';

/** Where to paint: a rectangle in pixels; what lies outside the picture is left out. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How much of a pixel, whose centre is given, a shape covers: 0 to 1. */
export type Coverage = (x: number, y: number) => number;

/** Lays a shape of one colour over the picture. `shade` may take the colour elsewhere pixel by pixel. */
export function paint(
  picture: Picture,
  box: Box,
  coverage: Coverage,
  shade: Colour | ((x: number, y: number) => Colour),
) {
  const { width, height, luma, cb, cr } = picture;
  const left = Math.max(0, Math.floor(box.left)) & ~1;
  const top = Math.max(0, Math.floor(box.top)) & ~1;
  const right = Math.min(width, Math.ceil(box.right));
  const bottom = Math.min(height, Math.ceil(box.bottom));
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const share = coverage(x + 0.5, y + 0.5);
      if (share <= 0) continue;
      const tone = typeof shade === 'function' ? shade(x + 0.5, y + 0.5) : shade;
      const at = y * width + x;
      luma[at] = blend(luma[at], tone.luma, share);
      // One chroma sample stands for four pixels: the upper left one decides.
      if ((x & 1) === 0 && (y & 1) === 0) {
        const chromaAt = (y >> 1) * (width >> 1) + (x >> 1);
        cb[chromaAt] = blend(cb[chromaAt], tone.cb, share);
        cr[chromaAt] = blend(cr[chromaAt], tone.cr, share);
      }
    }
  }
}

function blend(under: number | undefined, over: number, share: number): number {
  const from = under ?? 0;
  return Math.round(from + (over - from) * Math.min(1, share));
}
