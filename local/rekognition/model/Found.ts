import type { LabelBox } from '../../../core/ports/labelDetector.ts';

/** A thing that the model sees. */
export interface Found {
  /** As the model's own list spells it. */
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  /** Within the picture. */
  readonly box: LabelBox;
}
