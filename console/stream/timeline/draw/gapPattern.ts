import type { GapReason, Palette } from './Palette.ts';

/** Side of a pattern's tile in device pixels at a ratio of one. */
const SIDE = 10;

/** Lines of a pattern in its tile, from 0 to 1. */
type Stroke = readonly [x1: number, y1: number, x2: number, y2: number];

const DIAGONAL: readonly Stroke[] = [
  [-0.5, 0.5, 0.5, -0.5],
  [0, 1, 1, 0],
  [0.5, 1.5, 1.5, 0.5],
];
const BACK: readonly Stroke[] = DIAGONAL.map(([x1, y1, x2, y2]) => [1 - x1, y1, 1 - x2, y2]);

const STROKES: Readonly<Record<GapReason, readonly Stroke[]>> = {
  failed: DIAGONAL,
  expired: [...DIAGONAL, ...BACK],
  'unsupported-media': [
    [0, 0.25, 1, 0.25],
    [0, 0.75, 1, 0.75],
  ],
  pending: [[0.5, 0, 0.5, 1]],
  erased: BACK,
  retired: [[0, 0.5, 1, 0.5]],
  'not-recorded': [],
};

/** What a gap is filled with: its reason's colour, faint, under its reason's lines. */
export function gapPattern(
  context: CanvasRenderingContext2D,
  reason: string,
  palette: Palette,
  ratio: number,
): CanvasPattern | string {
  const known = reason in STROKES ? (reason as GapReason) : 'failed';
  const colour = palette.gap[known] ?? palette.line;
  if (STROKES[known].length === 0) return colour;
  const side = Math.round(SIDE * ratio);
  const tile = new OffscreenCanvas(side, side);
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.fillStyle = colour;
  pen.globalAlpha = 0.22;
  pen.fillRect(0, 0, side, side);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6 * ratio;
  for (const [x1, y1, x2, y2] of STROKES[known]) {
    pen.beginPath();
    pen.moveTo(x1 * side, y1 * side);
    pen.lineTo(x2 * side, y2 * side);
    pen.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  // The canvas is scaled by the ratio; the pattern is drawn for its pixels.
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern ?? colour;
}
