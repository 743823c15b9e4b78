/** A colour as the planes hold it. */
export interface Colour {
  readonly luma: number;
  readonly cb: number;
  readonly cr: number;
}

/** From red, green and blue in 0..255 (BT.709, limited range). */
export function colour(red: number, green: number, blue: number): Colour {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {
    luma: 16 + (219 * luma) / 255,
    cb: 128 + (224 * (blue - luma)) / (255 * 1.8556),
    cr: 128 + (224 * (red - luma)) / (255 * 1.5748),
  };
}

/** From a number such as 0xff8800. */
export function hex(rgb: number): Colour {
  return colour((rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff);
}

/** Between two colours; `share` 0 is the first. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  return {
    luma: from.luma + (to.luma - from.luma) * share,
    cb: from.cb + (to.cb - from.cb) * share,
    cr: from.cr + (to.cr - from.cr) * share,
  };
}
