import { hex } from './Colour.ts';
import type { Picture } from './Picture.ts';
import { paint } from './paint.ts';

/** Where the road along the lake lies, and where wheels stand on it, as shares of the height. */
export const ROAD_TOP = 0.775;
export const ROAD_GROUND = 0.865;

const ASPHALT = hex(0x4b4f58);
const KERB = hex(0x8a8d93);

/** The road on this side of the lake; it goes down to the bottom of the picture. */
export function drawRoad(picture: Picture): void {
  const { width, height } = picture;
  const top = Math.round((height * ROAD_TOP) / 2) * 2;
  const kerb = Math.max(2, Math.round((height * 0.012) / 2) * 2);
  paint(picture, { left: 0, right: width, top, bottom: height }, () => 1, ASPHALT);
  paint(picture, { left: 0, right: width, top, bottom: top + kerb }, () => 1, KERB);
}
