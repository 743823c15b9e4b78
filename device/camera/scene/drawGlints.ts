import { SHORE } from './drawLandscape.ts';
import { ROAD_TOP } from './drawRoad.ts';
import type { Picture } from './Picture.ts';

const GLINTS = 70;

/** Light on the lake: short bright dashes below the sun that come and go. */
export function drawGlints(picture: Picture, seconds: number): void {
  const { width, height, luma } = picture;
  for (let glint = 0; glint < GLINTS; glint += 1) {
    // Fractions that fill the band evenly without a table.
    const [a, b] = [(glint * 0.754_877) % 1, (glint * 0.569_84) % 1];
    const light = Math.sin(seconds * (0.9 + b) + glint * 2.4);
    if (light <= 0.15) continue;
    const depth = 0.04 + 0.9 * a;
    const y = Math.floor(height * (SHORE + (ROAD_TOP - SHORE) * depth));
    const centre = width * (0.36 + (b - 0.5) * (0.1 + 0.35 * depth));
    const half = (2 + 8 * depth) * light * (height / 360);
    for (let x = Math.max(0, Math.round(centre - half)); x < Math.min(width, centre + half); x += 1) {
      const at = y * width + x;
      luma[at] = Math.min(235, (luma[at] ?? 16) + 46 * light);
    }
  }
}
