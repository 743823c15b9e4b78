import { type Colour, hex } from './Colour.ts';
import type { Picture } from './Picture.ts';
import { paint } from './paint.ts';
import { line, panel } from './shapes.ts';

const STRIPES: readonly Colour[] = [hex(0xd8433a), hex(0xf6e7c8), hex(0xe8912d), hex(0xf6e7c8)];
const SHADED: readonly Colour[] = [hex(0x8e2428), hex(0xb09a85), hex(0x9c5a1c), hex(0xb09a85)];
const BASKET = hex(0x5b3a22);
const ROPE = hex(0x4a3a34);

/** Seconds that the balloon takes from one side to the other. */
const CROSSING_S = 48;

/** A hot-air balloon that drifts from left to right and comes back on the left. */
export function drawBalloon(picture: Picture, seconds: number): void {
  const { width, height } = picture;
  const radius = height * 0.125;
  const along = (seconds / CROSSING_S) % 1;
  const x = -radius * 1.2 + along * (width + radius * 2.4);
  const y = height * (0.33 + 0.035 * Math.sin(seconds * 0.55)) + radius * 0.2;
  drawBasket(picture, x, y + radius * 1.95, radius);
  drawEnvelope(picture, x, y, radius);
}

function drawBasket(picture: Picture, x: number, y: number, radius: number): void {
  const half = radius * 0.17;
  const top = y - radius * 0.75;
  const box = { left: x - radius * 0.4, right: x + radius * 0.4, top: top - 2, bottom: y + half * 2 + 2 };
  paint(picture, box, line(x - radius * 0.26, top, x - half, y, 1.2), ROPE);
  paint(picture, box, line(x + radius * 0.26, top, x + half, y, 1.2), ROPE);
  paint(picture, box, panel(x - half, y - half * 0.6, x + half, y + half * 1.2, 2), BASKET);
}

function drawEnvelope(picture: Picture, centreX: number, centreY: number, radius: number): void {
  const mouth = radius * 1.32;
  // Half width at each height: a circle above, drawn in towards the mouth below.
  const halfWidthAt = (y: number): number => {
    if (y < -radius || y > mouth) return 0;
    if (y <= 0) return Math.sqrt(radius * radius - y * y);
    const down = y / mouth;
    return radius * (0.27 + 0.73 * Math.cos((down * Math.PI) / 2) ** 0.8);
  };
  const box = {
    left: centreX - radius - 1,
    right: centreX + radius + 1,
    top: centreY - radius - 1,
    bottom: centreY + mouth + 1,
  };
  paint(
    picture,
    box,
    (x, y) => {
      const half = halfWidthAt(y - centreY);
      if (half === 0) return 0;
      const vertical = Math.min(1, y - centreY + radius + 0.5, mouth - (y - centreY) + 0.5);
      return Math.min(vertical, Math.max(0, half - Math.abs(x - centreX) + 0.5));
    },
    (x, y) => {
      const half = Math.max(1, halfWidthAt(y - centreY));
      const across = Math.min(0.999, Math.max(-0.999, (x - centreX) / half));
      const stripe = Math.floor(((Math.asin(across) / Math.PI + 0.5) * 12) % 4) & 3;
      const tones = across > 0.45 + 0.15 * ((y - centreY) / radius) ? SHADED : STRIPES;
      return tones[stripe] ?? BASKET;
    },
  );
}
