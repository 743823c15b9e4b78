import type { Footage, Span } from './Footage.ts';
import { msPerPixel, type Viewport } from './Viewport.ts';

/** A piece of a timeline that is asked for, kept and drawn as one. */
export interface Tile extends Span {
  /** What one point of it stands for; 0 for each clip as it is. */
  readonly resolutionMs: number;
}

const DAY = 86_400_000;
/** From fine to coarse: up to so many milliseconds a pixel, tiles of such a length at such a resolution. */
const LEVELS: readonly { readonly upToMsPerPixel: number; readonly lengthMs: number; readonly resolutionMs: number }[] =
  [
    { upToMsPerPixel: 2000, lengthMs: 3_600_000, resolutionMs: 0 },
    { upToMsPerPixel: 60_000, lengthMs: DAY, resolutionMs: 1000 },
    { upToMsPerPixel: 600_000, lengthMs: 8 * DAY, resolutionMs: 30_000 },
    { upToMsPerPixel: Number.POSITIVE_INFINITY, lengthMs: 32 * DAY, resolutionMs: 120_000 },
  ];

/** The tiles that a viewport needs, in order: the same ones for every viewport nearby, so that what is known is kept. */
export function tilesOf(viewport: Viewport): readonly Tile[] {
  const perPixel = msPerPixel(viewport);
  const level = LEVELS.find(({ upToMsPerPixel }) => perPixel <= upToMsPerPixel) ?? LEVELS[LEVELS.length - 1];
  if (level === undefined) return [];
  const { lengthMs, resolutionMs } = level;
  const tiles: Tile[] = [];
  for (let at = Math.floor(viewport.fromMs / lengthMs); at * lengthMs < viewport.toMs; at += 1) {
    tiles.push({ startMs: at * lengthMs, endMs: (at + 1) * lengthMs, resolutionMs });
  }
  return tiles;
}

/**
 * The footage of several tiles as one: what reaches from one tile into the next is one item again.
 *
 * @param parts in order of time, each cut to its tile
 */
export function joinTiles(parts: readonly Footage[]): Footage {
  return {
    clips: joinSpans(
      parts.map(({ clips }) => clips),
      (one, other) => one.clipId === other.clipId,
    ),
    gaps: joinSpans(
      parts.map(({ gaps }) => gaps),
      (one, other) => one.reason === other.reason,
    ),
    unclaimed: joinSpans(
      parts.map(({ unclaimed }) => unclaimed),
      () => true,
    ),
    detections: parts.flatMap(({ detections }) => detections),
    segments: joinSpans(
      parts.map(({ segments }) => segments),
      (one, other) => one.clientID === other.clientID,
    ),
  };
}

function joinSpans<Item extends Span>(
  lists: readonly (readonly Item[])[],
  same: (one: Item, other: Item) => boolean,
): readonly Item[] {
  const joined: Item[] = [];
  for (const list of lists) {
    for (const item of list) {
      const last = joined[joined.length - 1];
      if (last !== undefined && item.startMs <= last.endMs && same(last, item)) {
        if (item.endMs > last.endMs) joined[joined.length - 1] = { ...last, endMs: item.endMs };
      } else joined.push(item);
    }
  }
  return joined;
}
