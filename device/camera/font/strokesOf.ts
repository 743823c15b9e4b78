/** Straight pieces of a path: x and y of both ends, in the path's own units. */
export type Stroke = readonly [x1: number, y1: number, x2: number, y2: number];

const CURVE_STEPS = 8;

/** Flattens a path of M, L, Q and Z (as SVG writes it, absolute) into straight pieces. */
export function strokesOf(path: string): Stroke[] {
  const strokes: Stroke[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const lineTo = (toX: number, toY: number) => {
    strokes.push([x, y, toX, toY]);
    [x, y] = [toX, toY];
  };
  for (const [, command, rest = ''] of path.matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = rest.trim().split(/\s+/).map(Number);
    if (command === 'M') [x, y, startX, startY] = [a, b, a, b];
    else if (command === 'L') lineTo(a, b);
    else if (command === 'Z') lineTo(startX, startY);
    else {
      const [fromX, fromY] = [x, y];
      for (let step = 1; step <= CURVE_STEPS; step += 1) {
        const t = step / CURVE_STEPS;
        const u = 1 - t;
        lineTo(u * u * fromX + 2 * u * t * a + t * t * c, u * u * fromY + 2 * u * t * b + t * t * d);
      }
    }
  }
  return strokes;
}
