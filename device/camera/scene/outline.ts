type Point = readonly [x: number, y: number];

/** Straight pieces that a curve is drawn with. */
const PIECES = 8;

/**
 * The corners of a closed outline that is written as in SVG: `M`, `L` and `Q`, each letter before each of its points.
 * Curves become short straight lines.
 */
export function outline(path: string): readonly Point[] {
  const corners: Point[] = [];
  for (const [, letter, numbers = ''] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.trim().split(/[ ,]+/).map(Number);
    const from = corners[corners.length - 1];
    if (letter !== 'Q' || from === undefined) {
      corners.push([x1, y1]);
      continue;
    }
    for (let piece = 1; piece <= PIECES; piece += 1) {
      const along = piece / PIECES;
      const rest = 1 - along;
      const at = (a: number, b: number, c: number): number =>
        rest * rest * a + 2 * rest * along * b + along * along * c;
      corners.push([at(from[0], x1, x2), at(from[1], y1, y2)]);
    }
  }
  return corners;
}

/** An ellipse as an outline. */
export function ellipse(x: number, y: number, radiusX: number, radiusY = radiusX): readonly Point[] {
  return Array.from({ length: 32 }, (_, corner): Point => {
    const angle = (corner / 16) * Math.PI;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}
