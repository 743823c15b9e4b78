import type { LabelBox } from '../../../core/ports/labelDetector.ts';
import { type Anchor, ssdAnchors } from './anchors.ts';
import type { Found } from './Found.ts';

/** What the network answers: `boxes` holds four numbers an anchor, `scores` one for each label. */
export interface NetworkOutput {
  readonly boxes: Float32Array;
  readonly scores: Float32Array;
}

/** Source of the scales and of the threshold of overlap: MediaPipe, `object_detection_oid_v4_cpu.pbtxt`. */
const CENTRE_SCALE = 10;
const SIZE_SCALE = 5;
const MOST_OVERLAP = 0.45;
/** As many things in one picture as Rekognition tells of one label. Assumed. */
const MOST_FOUND = 100;

const ANCHORS = ssdAnchors();
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * The things in a picture, the surest first: of boxes of one label that overlap, only the surest.
 *
 * @param labels by class; the first is the background
 * @param leastScore 0 to 1
 */
export function readOutput(output: NetworkOutput, labels: readonly string[], leastScore: number): readonly Found[] {
  const { boxes, scores } = output;
  const candidates: Found[] = [];
  for (const [index, anchor] of ANCHORS.entries()) {
    for (let label = 1; label < labels.length; label += 1) {
      const score = sigmoid(scores[index * labels.length + label] ?? Number.NEGATIVE_INFINITY);
      if (score < leastScore) continue;
      const box = boxAt(boxes, index, anchor);
      if (box.width > 0 && box.height > 0) candidates.push({ label: labels[label] ?? '', score, box });
    }
  }
  candidates.sort((a, b) => b.score - a.score);
  const kept: Found[] = [];
  for (const candidate of candidates) {
    const isNew = kept.every(
      ({ label, box }) => label !== candidate.label || overlap(box, candidate.box) < MOST_OVERLAP,
    );
    if (isNew) kept.push(candidate);
    if (kept.length === MOST_FOUND) break;
  }
  return kept;
}

/** The box of an anchor, cut at the picture's edges. */
function boxAt(boxes: Float32Array, index: number, anchor: Anchor): LabelBox {
  const value = (at: number): number => boxes[index * 4 + at] ?? 0;
  const y = (value(0) / CENTRE_SCALE) * anchor.height + anchor.y;
  const x = (value(1) / CENTRE_SCALE) * anchor.width + anchor.x;
  const height = Math.exp(value(2) / SIZE_SCALE) * anchor.height;
  const width = Math.exp(value(3) / SIZE_SCALE) * anchor.width;
  const within = (position: number): number => Math.min(1, Math.max(0, position));
  const [left, top] = [within(x - width / 2), within(y - height / 2)];
  return { left, top, width: within(x + width / 2) - left, height: within(y + height / 2) - top };
}

/** What two boxes share of what they cover together. */
function overlap(a: LabelBox, b: LabelBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
