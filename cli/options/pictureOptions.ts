import { InvalidArgumentError } from 'commander';

const [SLOWEST, FASTEST] = [0.1, 300];

/** Pictures a second. */
export function frameRate(text: string): number {
  const rate = Number(text);
  if (text.trim() !== '' && rate >= SLOWEST && rate <= FASTEST) return rate;
  throw new InvalidArgumentError(`Give pictures a second, from ${SLOWEST} to ${FASTEST}.`);
}

/** Width and height in pixels, as `1280x720`. */
export function pictureSize(text: string): string {
  if (/^[1-9]\d{1,3}x[1-9]\d{1,3}$/.test(text)) return text;
  throw new InvalidArgumentError('Give width and height, as in 1280x720.');
}
