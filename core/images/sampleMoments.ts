/**
 * The moments of a span at which images are made: its beginning, and one every interval from there. A span shorter than
 * the interval has its beginning alone (documented: GetImages, SamplingInterval).
 *
 * @param toMs the last moment that counts
 * @returns their number, and each by its place
 */
export function sampleMoments(fromMs: number, toMs: number, everyMs: number) {
  return {
    count: toMs < fromMs ? 0 : Math.floor((toMs - fromMs) / everyMs) + 1,
    at: (place: number): number => fromMs + place * everyMs,
  };
}
