/** How frames follow each other. */
export interface FrameTiming {
  /** Frames a second, the mean of all that were looked at. */
  readonly frameRate: number;
  readonly variable: boolean;
}

/** Distances that differ by less come of a timescale that does not divide the second. */
const UNEVEN = 1.25;
/** Below it nothing can be said; the mean of two frames would be of one distance. */
const FEWEST = 3;

/** @param seconds when frames are shown, in any order */
export function frameTiming(seconds: readonly number[], durationSeconds: number): FrameTiming {
  const times = [...new Set(seconds)].sort((a, b) => a - b);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  if (times.length < FEWEST || last <= first) {
    return { frameRate: durationSeconds > 0 ? times.length / durationSeconds : 0, variable: false };
  }
  const distances = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const middle = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  // A frame or two that is late makes no variable rate; one in fifty does.
  const uneven = distances.filter((each) => each > middle * UNEVEN || each < middle / UNEVEN).length;
  return { frameRate: (times.length - 1) / (last - first), variable: uneven > distances.length / 50 };
}
