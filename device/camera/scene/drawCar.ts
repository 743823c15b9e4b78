import { hex } from './Colour.ts';
import { ellipse, outline } from './outline.ts';
import type { Picture } from './Picture.ts';
import { Sprite } from './Sprite.ts';

const BODY = hex(0xb8352c);
const SILL = hex(0x7d1f1b);
const ARCH = hex(0x3a1110);
const TYRE = hex(0x15171c);
const RIM = hex(0xc5cad2);
const HUB = hex(0x55585f);

/** In units of the drawing; the ground is where the wheels stand. */
const SIZE = { width: 210, height: 90, ground: 82 } as const;
/** Of the picture's height, a unit of the drawing. */
const UNIT = 1.1 / 360;

/** Seconds from one visit to the next, and of each of its parts: long enough to be in three images of every 3 s. */
const ROUND_S = 40;
const ARRIVING_S = 5;
const STANDING_S = 12;
const LEAVING_S = 4;

/** A red car for pictures of a height: as a child would draw it, and a detector of objects knows it for a car. */
export function makeCar(height: number): Sprite {
  const car = new Sprite(SIZE.width, SIZE.height, height * UNIT);
  car.fill(ellipse(105, 82, 103, 7), hex(0x000000), 0.35);
  const body = 'M9 64 Q8 48 24 44 L49 40 Q66 18 86 15 L132 15 Q152 17 169 40 L192 46 Q201 50 200 64 L198 72 L10 72';
  car.fill(outline(body), BODY);
  car.fill(outline('M9 64 L200 62 L198 72 L10 72'), SILL);
  car.fill(outline('M60 40 Q72 23 88 21 L102 21 L102 40'), hex(0xbcd3e2));
  car.fill(outline('M108 21 L131 21 Q146 24 158 40 L108 40'), hex(0x9fb9cc));
  car.fill(outline('M104.300 40 L105.700 40 L105.700 70 L104.300 70'), SILL);
  car.fill(outline('M112 46 L124 46 L124 48.500 L112 48.500'), hex(0x5d1613));
  for (const x of [49, 159]) {
    car.fill(ellipse(x, 70, 17), ARCH);
    car.fill(ellipse(x, 71, 15), TYRE);
    car.fill(ellipse(x, 71, 9), RIM);
    car.fill(ellipse(x, 71, 3), HUB);
  }
  car.fill(outline('M192 50 L200 54 L199 59 L190 56'), hex(0xffe9b0));
  car.fill(outline('M8 51 L14 51 L14 58 L8 58'), hex(0xff6a55));
  return car;
}

/** The car comes from the left, stands for a while, and drives off to the right; `ground` is a share of the height. */
export function drawCar(picture: Picture, car: Sprite, ground: number, seconds: number): void {
  const { width, height } = picture;
  const stop = (width - car.width) * 0.42;
  const along = seconds % ROUND_S;
  const left = leftAt(along, { from: -car.width, stop, to: width });
  if (left === undefined) return;
  car.drawAt(picture, left, height * (ground - SIZE.ground * UNIT));
}

function leftAt(along: number, { from, stop, to }: { from: number; stop: number; to: number }): number | undefined {
  if (along < ARRIVING_S) return stop + (from - stop) * (1 - along / ARRIVING_S) ** 2;
  if (along < ARRIVING_S + STANDING_S) return stop;
  const leaving = (along - ARRIVING_S - STANDING_S) / LEAVING_S;
  return leaving < 1 ? stop + (to - stop) * leaving ** 2 : undefined;
}
