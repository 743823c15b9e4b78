/** An image in which a rule saw something. */
export interface Seen {
  readonly producerMs: number;
}

/** The interval of images where a stream's settings name none: the service's own default of ours. */
export const DEFAULT_SAMPLING_MS = 3000;

/**
 * How far apart two images in a row may be: half an interval more than one. So "in a row" is decided by the sightings
 * alone, and an image that comes late can only add to what was decided.
 */
export function spacingOf(samplingMs: number = DEFAULT_SAMPLING_MS): number {
  return Math.round(samplingMs * 1.5);
}

/**
 * The sightings that stand in one row with the one at `atMs`, where there are as many as the rule asks for; none
 * otherwise. A row is cut where two neighbours are further apart than `spacingMs`.
 *
 * @param seen sightings around `atMs`, in any order; those within `spanToLookAt` are enough
 */
export function confirmedSightings<T extends Seen>(
  seen: readonly T[],
  atMs: number,
  images: number,
  spacingMs: number,
): readonly T[] {
  const row: T[] = [];
  let holds = false;
  for (const each of [...seen].sort((a, b) => a.producerMs - b.producerMs)) {
    const last = row[row.length - 1];
    if (last !== undefined && each.producerMs - last.producerMs > spacingMs) {
      if (holds) break;
      row.length = 0;
    }
    row.push(each);
    holds ||= each.producerMs === atMs;
  }
  return holds && row.length >= images ? row : [];
}

/** How far around a sighting the others of its row may lie that decide whether there are enough. */
export function spanToLookAt(images: number, spacingMs: number): number {
  return (images - 1) * spacingMs;
}
