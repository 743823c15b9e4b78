import { hex } from './Colour.ts';
import type { Picture } from './Picture.ts';
import { paint } from './paint.ts';
import { disc, line } from './shapes.ts';

const FACE = hex(0x101828);
const INK = hex(0xf5f7fa);
const SECOND = hex(0xff5a3c);

/** Where the dial stands and how large it is, in pixels. */
export interface Dial {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The part of the dial that stands still. */
export function drawDialFace(picture: Picture, { x, y, radius }: Dial): void {
  const box = { left: x - radius - 2, right: x + radius + 2, top: y - radius - 2, bottom: y + radius + 2 };
  const face = disc(x, y, radius);
  paint(picture, box, (px, py) => 0.55 * face(px, py), FACE);
  for (let hour = 0; hour < 12; hour += 1) {
    const angle = (hour * Math.PI) / 6;
    const inner = radius * (hour % 3 === 0 ? 0.76 : 0.84);
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    const tick = line(x + sine * inner, y - cosine * inner, x + sine * radius * 0.92, y - cosine * radius * 0.92, 1.6);
    paint(picture, box, tick, INK);
  }
}

/** The hands at that time of day (UTC); the second hand goes round without steps. */
export function drawDialHands(picture: Picture, dial: Dial, timeMs: number): void {
  const seconds = (timeMs / 1_000) % 60;
  const minutes = (timeMs / 60_000) % 60;
  const hours = (timeMs / 3_600_000) % 12;
  drawHand(picture, dial, hours / 12, 0.5, 3, INK);
  drawHand(picture, dial, minutes / 60, 0.74, 2.2, INK);
  drawHand(picture, dial, seconds / 60, 0.86, 1.4, SECOND);
}

function drawHand(picture: Picture, { x, y, radius }: Dial, turn: number, length: number, weight: number, tone = INK) {
  const angle = turn * 2 * Math.PI;
  const [endX, endY] = [x + Math.sin(angle) * radius * length, y - Math.cos(angle) * radius * length];
  const box = {
    left: Math.min(x, endX) - weight,
    right: Math.max(x, endX) + weight,
    top: Math.min(y, endY) - weight,
    bottom: Math.max(y, endY) + weight,
  };
  paint(picture, box, line(x, y, endX, endY, weight), tone);
}
