import sharp from 'sharp';
import { seconds, tell } from './channel.mjs';
import { rgbaOf } from './frames.mjs';

sharp.cache(false);
sharp.concurrency(1);

/** One picture now, and one each so many seconds. */
export class Captures {
  #next = 0;
  #count = 0;
  constructor(order, index) {
    this.order = order;
    this.index = index;
  }

  async take(frame, us, rotation) {
    const { everySeconds, most, width, height, quality } = this.order;
    if (this.#count >= most || seconds(us) < this.#next - 1e-6) return;
    this.#next = (Math.floor(seconds(us) / everySeconds + 1e-6) + 1) * everySeconds;
    this.#count++;
    const raw = await rgbaOf(frame, { width, height }, rotation);
    const bytes = await sharp(raw, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality })
      .toBuffer();
    await tell({ picture: { capture: this.index, bytes } });
  }
}

/** Small pictures side by side, row by row. */
export class Sprite {
  #next = 0;
  #tiles = [];
  constructor(order) {
    this.order = order;
  }

  async take(frame, us, rotation) {
    const { everySeconds, columns, rows } = this.order;
    if (seconds(us) < this.#next - 1e-6) return;
    this.#next = (Math.floor(seconds(us) / everySeconds + 1e-6) + 1) * everySeconds;
    this.#tiles.push(await rgbaOf(frame, this.order, rotation));
    if (this.#tiles.length === columns * rows) await this.flush();
  }

  async flush() {
    const { columns, rows, width, height } = this.order;
    if (this.#tiles.length === 0) return;
    const composed = this.#tiles.map((input, index) => ({
      input,
      raw: { width, height, channels: 4 },
      left: (index % columns) * width,
      top: Math.floor(index / columns) * height,
    }));
    const pictures = this.#tiles.length;
    this.#tiles = [];
    const bytes = await sharp({
      create: { width: columns * width, height: rows * height, channels: 3, background: '#000' },
    })
      .composite(composed)
      .jpeg({ quality: 80 })
      .toBuffer();
    await tell({ sheet: { bytes, pictures } });
  }
}
