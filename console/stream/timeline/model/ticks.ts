import { msPerPixel, type Viewport } from './Viewport.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  100,
  200,
  500,
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
];

/** A mark of the ruler. */
export interface Tick {
  readonly ms: number;
  /** What its label must tell: the day where a new one begins, else the time as finely as the step needs. */
  readonly kind: 'day' | 'hour' | 'second' | 'fraction';
}

/** Milliseconds of a zone's wall clock ahead of UTC at a moment. */
export type ZoneOffset = (ms: number) => number;

/** The step between labels, so that they stand at least so many pixels apart. */
export function stepOf(viewport: Viewport, apart: number): number {
  const least = msPerPixel(viewport) * apart;
  return STEPS.find((step) => step >= least) ?? 28 * DAY;
}

/**
 * The marks of a viewport, on round times of the wall clock: midnight stays midnight over a change of the clock, where
 * an hour is skipped or comes twice.
 *
 * @param apart pixels between two labels, at least
 */
export function ticksOf(viewport: Viewport, apart: number, offsetAt: ZoneOffset): readonly Tick[] {
  const step = stepOf(viewport, apart);
  const ticks: Tick[] = [];
  const first = Math.ceil((viewport.fromMs + offsetAt(viewport.fromMs)) / step) * step;
  for (let wall = first, last = Number.NEGATIVE_INFINITY; ; wall += step) {
    const ms = fromWall(wall, offsetAt);
    if (ms >= viewport.toMs) return ticks;
    // A wall time that is skipped falls onto the one after it.
    if (ms >= viewport.fromMs && ms > last) {
      last = ms;
      ticks.push({ ms, kind: kindOf(wall, step) });
    }
  }
}

/** UTC of a wall clock's reading: by the offset that is in force then. */
function fromWall(wall: number, offsetAt: ZoneOffset): number {
  const guess = wall - offsetAt(wall);
  return wall - offsetAt(guess);
}

function kindOf(wall: number, step: number): Tick['kind'] {
  if (wall % DAY === 0) return 'day';
  if (step < SECOND) return 'fraction';
  return step < MINUTE ? 'second' : 'hour';
}
