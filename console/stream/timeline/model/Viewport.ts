/** What a timeline shows: a span of producer time, [fromMs, toMs), across a width in CSS pixels. */
export interface Viewport {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
}

/** From a second to a quarter of a year. */
export const SHORTEST_MS = 1000;
export const LONGEST_MS = 92 * 86_400_000;

export const spanOf = ({ fromMs, toMs }: Viewport): number => toMs - fromMs;

/** Milliseconds that one pixel stands for. */
export const msPerPixel = (viewport: Viewport): number => spanOf(viewport) / Math.max(1, viewport.width);

/** Where a time stands, in pixels from the left edge; beyond the edges too. */
export const xOf = (viewport: Viewport, ms: number): number => (ms - viewport.fromMs) / msPerPixel(viewport);

/** The time at a place. */
export const timeAt = (viewport: Viewport, x: number): number => viewport.fromMs + x * msPerPixel(viewport);

/** Moved by pixels: what is under the pointer stays there when the pointer moves by as many. */
export function pan(viewport: Viewport, pixels: number): Viewport {
  const ms = -pixels * msPerPixel(viewport);
  return { ...viewport, fromMs: viewport.fromMs + ms, toMs: viewport.toMs + ms };
}

/**
 * Zoomed about a place, whose time stays where it is. Where the limit is reached, as far as it goes.
 *
 * @param factor below 1 shows less time, above 1 more
 */
export function zoom(viewport: Viewport, factor: number, x: number): Viewport {
  const span = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, spanOf(viewport) * factor));
  const held = timeAt(viewport, x);
  const fromMs = held - (x / Math.max(1, viewport.width)) * span;
  return { ...viewport, fromMs, toMs: fromMs + span };
}

/** The same span about another time. */
export function centre(viewport: Viewport, ms: number): Viewport {
  const half = spanOf(viewport) / 2;
  return { ...viewport, fromMs: ms - half, toMs: ms + half };
}

/** Shows a span with a margin on both sides of a twentieth. */
export function framed(viewport: Viewport, fromMs: number, toMs: number): Viewport {
  const span = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (toMs - fromMs) * 1.1));
  return centre({ ...viewport, fromMs: 0, toMs: span }, (fromMs + toMs) / 2);
}

/** Follows a moving time: once it stands beyond nine tenths of the width, the view goes on with it. */
export function follow(viewport: Viewport, ms: number): Viewport {
  const x = xOf(viewport, ms);
  const edge = viewport.width * 0.9;
  return x >= 0 && x <= edge ? viewport : pan(viewport, edge - x);
}
