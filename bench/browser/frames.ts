import type { Page } from 'playwright-core';

/** How a page kept up with the screen. */
export interface Frames {
  readonly framesPerSecond: number;
  /** Of the times between two frames, in ms: one in twenty is longer. */
  readonly slowMs: number;
  readonly longestMs: number;
}

/**
 * Counts the frames of a page for a while, and does something in each of them.
 *
 * @param each source of a function of the frame's number, for the page
 */
export async function framesOf(page: Page, seconds: number, each = '() => undefined'): Promise<Frames> {
  const times = (await page.evaluate(`new Promise((done) => {
    const each = ${each};
    const times = [];
    const frame = (time) => {
      times.push(time);
      each(times.length);
      if (time - times[0] < ${seconds * 1000}) requestAnimationFrame(frame);
      else done(times);
    };
    requestAnimationFrame(frame);
  })`)) as number[];
  const lengths = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const ordered = [...lengths].sort((a, b) => a - b);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return {
    framesPerSecond: (lengths.length / total) * 1000,
    slowMs: ordered[Math.floor(ordered.length * 0.95)] ?? Number.NaN,
    longestMs: ordered.at(-1) ?? Number.NaN,
  };
}
