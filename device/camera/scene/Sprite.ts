import type { Colour } from './Colour.ts';
import type { Picture } from './Picture.ts';

/** Lines that each row of pixels is cut into, for edges without steps. */
const LINES = 4;

/** Something that is drawn once, from outlines filled one over the other, and laid over pictures as often as needed. */
export class Sprite {
  readonly width: number;
  readonly height: number;
  readonly #scale: number;
  readonly #luma: Float32Array;
  readonly #cb: Float32Array;
  readonly #cr: Float32Array;
  /** How much it covers of each pixel, 0 to 1. */
  readonly #cover: Float32Array;

  /** @param scale pixels for each unit of the outlines */
  constructor(width: number, height: number, scale: number) {
    this.#scale = scale;
    this.width = Math.ceil(width * scale);
    this.height = Math.ceil(height * scale);
    const pixels = this.width * this.height;
    this.#luma = new Float32Array(pixels);
    this.#cb = new Float32Array(pixels);
    this.#cr = new Float32Array(pixels);
    this.#cover = new Float32Array(pixels);
  }

  /** Fills an outline, over what is there already. */
  fill(corners: readonly (readonly [x: number, y: number])[], tone: Colour, opacity = 1): void {
    for (let y = 0; y < this.height; y += 1) {
      const shares = this.#sharesOfRow(corners, y);
      for (const [x, share] of shares.entries()) if (share > 0) this.#lay(y * this.width + x, tone, share * opacity);
    }
  }

  /** Lays it over a picture; `left` and `top` in pixels, taken to even ones, on which chroma lies. */
  drawAt(picture: Picture, left: number, top: number): void {
    const [x0, y0] = [Math.round(left / 2) * 2, Math.round(top / 2) * 2];
    const { width, luma, cb, cr } = picture;
    const [first, last] = [Math.max(0, -x0), Math.min(this.width, width - x0)];
    for (let y = Math.max(0, -y0); y < Math.min(this.height, picture.height - y0); y += 1) {
      for (let x = first; x < last; x += 1) {
        const from = y * this.width + x;
        const share = this.#cover[from] ?? 0;
        if (share === 0) continue;
        const at = (y0 + y) * width + x0 + x;
        luma[at] = mixed(luma[at], this.#luma[from], share);
        if ((x & 1) === 1 || (y & 1) === 1) continue;
        const chromaAt = ((y0 + y) >> 1) * (width >> 1) + ((x0 + x) >> 1);
        cb[chromaAt] = mixed(cb[chromaAt], this.#cb[from], share);
        cr[chromaAt] = mixed(cr[chromaAt], this.#cr[from], share);
      }
    }
  }

  /** How much of each pixel of a row lies within the outline: exact along the row, by so many lines across it. */
  #sharesOfRow(corners: readonly (readonly [x: number, y: number])[], row: number): Float32Array {
    const shares = new Float32Array(this.width);
    for (let line = 0; line < LINES; line += 1) {
      const y = (row + (line + 0.5) / LINES) / this.#scale;
      const crossings = corners
        .flatMap(([x1, y1], index) => {
          const [x2, y2] = corners[(index + 1) % corners.length] ?? [x1, y1];
          return y1 <= y === y2 <= y ? [] : (x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) * this.#scale;
        })
        .sort((a, b) => a - b);
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        const [from, to] = [Math.max(0, crossings[pair] ?? 0), Math.min(this.width, crossings[pair + 1] ?? 0)];
        for (let x = Math.floor(from); x < to; x += 1) {
          shares[x] = (shares[x] ?? 0) + (Math.min(to, x + 1) - Math.max(from, x)) / LINES;
        }
      }
    }
    return shares;
  }

  #lay(at: number, tone: Colour, share: number): void {
    const under = (this.#cover[at] ?? 0) * (1 - share);
    const cover = under + share;
    const over = (value: number | undefined, upper: number): number => ((value ?? 0) * under + upper * share) / cover;
    this.#luma[at] = over(this.#luma[at], tone.luma);
    this.#cb[at] = over(this.#cb[at], tone.cb);
    this.#cr[at] = over(this.#cr[at], tone.cr);
    this.#cover[at] = cover;
  }
}

function mixed(under: number | undefined, over: number | undefined, share: number): number {
  return Math.round((under ?? 0) * (1 - share) + (over ?? 0) * share);
}
