/** A box that the network's answer is told against: centre and size as fractions of the picture. */
export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cells a side, of each of the layers that look for ever larger things. */
const LAYERS = [19, 10, 5, 3, 2, 1] as const;
const SMALLEST = 0.2;
const LARGEST = 0.95;
const RATIOS = [1, 2, 1 / 2, 3, 1 / 3] as const;

const scaleOf = (layer: number): number =>
  layer >= LAYERS.length ? 1 : SMALLEST + ((LARGEST - SMALLEST) * layer) / (LAYERS.length - 1);

/** Scale and ratio of a layer's boxes; the lowest layer has fewer. */
function shapesOf(layer: number): readonly (readonly [scale: number, ratio: number])[] {
  const scale = scaleOf(layer);
  if (layer === 0) {
    return [
      [0.1, 1],
      [scale, 2],
      [scale, 0.5],
    ];
  }
  return [...RATIOS.map((ratio) => [scale, ratio] as const), [Math.sqrt(scale * scaleOf(layer + 1)), 1]];
}

/**
 * The 1,917 anchors of SSD-MobileNetV2 at 300x300, in the order of the network's answer. Source: MediaPipe,
 * `object_detection_oid_v4_cpu.pbtxt` (SsdAnchorsCalculator).
 */
export function ssdAnchors(): readonly Anchor[] {
  return LAYERS.flatMap((cells, layer) => {
    const shapes = shapesOf(layer).map(([scale, ratio]) => ({
      width: scale * Math.sqrt(ratio),
      height: scale / Math.sqrt(ratio),
    }));
    return Array.from({ length: cells * cells }, (_, cell) => {
      const x = ((cell % cells) + 0.5) / cells;
      const y = (Math.floor(cell / cells) + 0.5) / cells;
      return shapes.map((shape) => ({ x, y, ...shape }));
    }).flat();
  });
}
