/**
 * Whether a point lies in a polygon, by the even-odd rule: a ray to the right crosses its border an odd number of times.
 *
 * @param zone corners in order; the last is joined to the first
 */
export function insideZone(zone: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  let [fromX, fromY] = zone[zone.length - 1] ?? [0, 0];
  for (const [toX, toY] of zone) {
    const crosses = toY > y !== fromY > y;
    if (crosses && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) inside = !inside;
    [fromX, fromY] = [toX, toY];
  }
  return inside;
}
