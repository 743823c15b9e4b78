import type { GlyphSheet } from '../font/GlyphSheet.ts';
import type { Picture } from './Picture.ts';

const WHITE_LUMA = 232;

/** Writes one line in white; luma alone, since it stands on a dark panel. `left`, `top` in pixels. */
export function drawText(picture: Picture, sheet: GlyphSheet, text: string, left: number, top: number): void {
  let x = left;
  for (const letter of text) {
    const mask = sheet.maskOf(letter);
    if (mask !== undefined) drawMask(picture, mask, x, top);
    x += sheet.advance;
  }
}

function drawMask(
  { width, height, luma }: Picture,
  mask: { readonly width: number; readonly height: number; readonly coverage: Uint8Array },
  left: number,
  top: number,
): void {
  for (let y = 0; y < mask.height && top + y < height; y += 1) {
    for (let x = 0; x < mask.width && left + x < width; x += 1) {
      const share = mask.coverage[y * mask.width + x] ?? 0;
      if (share === 0) continue;
      const at = (top + y) * width + left + x;
      const under = luma[at] ?? 0;
      luma[at] = under + (((WHITE_LUMA - under) * share) >> 8);
    }
  }
}
