import { msPerPixel, type Viewport } from '../model/Viewport.ts';

/** Pictures are so far apart, in pixels: who moves the pointer a little sees the same one, and nothing is asked for anew. */
const STEP = 12;
/** A picture that is so near, in pixels, stands for the moment. */
const NEAR = 36;
const LEAST_MS = 1000;

export interface PreviewPlace {
  /** The moment of the picture. */
  readonly atMs: number;
  /** Where an image may be that stands for it. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is asked for to show a moment under the pointer: the same for all moments nearby. */
export function previewPlace(viewport: Viewport, ms: number): PreviewPlace {
  const perPixel = msPerPixel(viewport);
  const step = Math.max(LEAST_MS, perPixel * STEP);
  // A power of two of the least: zooming a little does not shift every picture.
  const rounded = LEAST_MS * 2 ** Math.round(Math.log2(step / LEAST_MS));
  const atMs = Math.round(ms / rounded) * rounded;
  const near = Math.round(rounded * (NEAR / STEP));
  return { atMs, fromMs: atMs - near, toMs: atMs + near };
}

/** The image that is nearest to a moment. */
export function nearestImage<Image extends { readonly producerMs: number }>(
  images: readonly Image[],
  ms: number,
): Image | undefined {
  let found: Image | undefined;
  for (const image of images) {
    if (found === undefined || Math.abs(image.producerMs - ms) < Math.abs(found.producerMs - ms)) found = image;
  }
  return found;
}

/** Where a picture of a width stands so that it is over its place, and within the timeline; in pixels from the left. */
export const leftOf = (x: number, width: number, within: number): number =>
  Math.max(0, Math.min(within - width, x - width / 2));
