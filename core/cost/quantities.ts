import { fragmentNumber, producerMs, serverMs } from '../fragment.ts';
import { planClips } from '../plans/planClips.ts';
import type { Traffic } from './Measurement.ts';

/** A file of a plan, as far as its price goes. */
export interface ClipSize {
  readonly fragments: number;
  readonly bytes: number;
}

export const SECONDS_A_MONTH = 30 * 86_400;
const BYTES_A_MEGABIT = 1e6 / 8;

/** Bytes that a camera sends in so many seconds. */
export const bytesOf = ({ mbps }: Pick<Traffic, 'mbps'>, seconds: number): number => mbps * BYTES_A_MEGABIT * seconds;

/** The clips that a window becomes, by the planner itself. */
export function clipsOfWindow(traffic: Traffic): ClipSize[] {
  const count = Math.max(1, Math.round(traffic.windowSeconds / traffic.fragmentSeconds));
  const bytes = bytesOf(traffic, traffic.fragmentSeconds);
  const lengthMs = traffic.fragmentSeconds * 1000;
  const listed = Array.from({ length: count }, (_, index) => ({
    number: fragmentNumber(`1${String(index).padStart(46, '0')}`),
    producerMs: producerMs(index * lengthMs),
    serverMs: serverMs(index * lengthMs),
    lengthMs,
    bytes,
  }));
  return planClips(listed).map(({ fragments }) => ({ fragments: fragments.length, bytes: fragments.length * bytes }));
}
