import { GLYPHS } from './glyphs.ts';
import { type Stroke, strokesOf } from './strokesOf.ts';

/** One letter as coverage, 0 to 255 a pixel. */
export interface GlyphMask {
  readonly width: number;
  readonly height: number;
  readonly coverage: Uint8Array;
}

/** All letters in one size, drawn once with smooth edges; every letter is as wide as every other. */
export class GlyphSheet {
  /** From one letter's left edge to the next one's, in pixels. */
  readonly advance: number;
  /** Pixels from the top of a mask to its bottom, descenders included. */
  readonly height: number;
  readonly #masks = new Map<string, GlyphMask>();

  /** @param capHeight height of a capital letter in pixels; @param weight width of the stroke in pixels. */
  constructor(capHeight: number, weight: number) {
    const scale = capHeight / 6;
    const margin = weight / 2 + 1;
    const width = Math.ceil(4 * scale + 2 * margin);
    this.height = Math.ceil(8 * scale + 2 * margin);
    this.advance = Math.round(5.4 * scale + weight / 3);
    for (const [letter, path] of Object.entries(GLYPHS)) {
      const strokes = strokesOf(path).map(
        ([x1, y1, x2, y2]): Stroke => [
          x1 * scale + margin,
          y1 * scale + margin,
          x2 * scale + margin,
          y2 * scale + margin,
        ],
      );
      this.#masks.set(letter, maskOf(strokes, width, this.height, weight));
    }
  }

  /** What we have no letter for is shown as a number sign. */
  maskOf(letter: string): GlyphMask | undefined {
    return this.#masks.get(letter) ?? this.#masks.get('#');
  }
}

function maskOf(strokes: readonly Stroke[], width: number, height: number, weight: number): GlyphMask {
  const coverage = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const stroke of strokes) nearest = Math.min(nearest, distance(x + 0.5, y + 0.5, stroke));
      coverage[y * width + x] = Math.round(255 * Math.min(1, Math.max(0, weight / 2 + 0.5 - nearest)));
    }
  }
  return { width, height, coverage };
}

function distance(x: number, y: number, [x1, y1, x2, y2]: Stroke): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const lengthSquared = dx * dx + dy * dy;
  const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / lengthSquared));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
