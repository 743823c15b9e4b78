import type { Coverage } from './paint.ts';

/** An edge that fades over one pixel; `inside` is the distance to it, positive within. */
function edge(inside: number): number {
  return Math.min(1, Math.max(0, inside + 0.5));
}

/** A disc. */
export function disc(centreX: number, centreY: number, radius: number): Coverage {
  return (x, y) => edge(radius - Math.hypot(x - centreX, y - centreY));
}

/** A line with round ends. */
export function line(x1: number, y1: number, x2: number, y2: number, weight: number): Coverage {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const lengthSquared = Math.max(1e-9, dx * dx + dy * dy);
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / lengthSquared));
    return edge(weight / 2 - Math.hypot(x - x1 - along * dx, y - y1 - along * dy));
  };
}

/** A rectangle with round corners. */
export function panel(left: number, top: number, right: number, bottom: number, radius: number): Coverage {
  const [centreX, centreY] = [(left + right) / 2, (top + bottom) / 2];
  const [halfWidth, halfHeight] = [(right - left) / 2 - radius, (bottom - top) / 2 - radius];
  return (x, y) => {
    const beyondX = Math.max(0, Math.abs(x - centreX) - halfWidth);
    const beyondY = Math.max(0, Math.abs(y - centreY) - halfHeight);
    return edge(radius - Math.hypot(beyondX, beyondY));
  };
}
