import type { VideoProbe } from '../Probe.ts';

/** As the source has it, or a fraction in frames a second to which frames are doubled or dropped. */
export type FrameRate = 'source' | { readonly numerator: number; readonly denominator: number };

/** Players of phones show no more; what is faster costs twice and is not seen. */
const MOST_FRAMES_PER_SECOND = 60;

const STANDARD: readonly { readonly numerator: number; readonly denominator: number }[] = [
  { numerator: 24_000, denominator: 1001 },
  { numerator: 24, denominator: 1 },
  { numerator: 25, denominator: 1 },
  { numerator: 30_000, denominator: 1001 },
  { numerator: 30, denominator: 1 },
  { numerator: 50, denominator: 1 },
  { numerator: 60_000, denominator: 1001 },
  { numerator: 60, denominator: 1 },
];
/** A measured rate that is nearer to a standard one than this is that one. */
const NEAR = 0.02;

const framesPerSecond = ({ numerator, denominator }: { numerator: number; denominator: number }): number =>
  numerator / denominator;

/**
 * The frame rate of all renditions. It is the source's own wherever frames lie evenly: a variable rate would give
 * renditions whose segments do not begin together.
 */
export function planFrameRate({ frameRate, variableFrameRate }: VideoProbe): FrameRate {
  if (!variableFrameRate && frameRate <= MOST_FRAMES_PER_SECOND * (1 + NEAR)) return 'source';
  const wanted = Math.min(MOST_FRAMES_PER_SECOND, Math.max(1, frameRate));
  const off = (rate: (typeof STANDARD)[number]): number => Math.abs(framesPerSecond(rate) - wanted) / wanted;
  const nearest = STANDARD.reduce((best, rate) => (off(rate) < off(best) ? rate : best));
  return off(nearest) <= NEAR ? nearest : { numerator: Math.round(wanted), denominator: 1 };
}
