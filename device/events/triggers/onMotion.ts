import { downscaleLuma } from '../motion/downscaleLuma.ts';
import { type MotionSettings, MotionWatch } from '../motion/MotionWatch.ts';

/** A decoded picture: its luma plane comes first, `width` bytes a line. */
export interface DecodedPicture {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Sees decoded pictures as they pass, and calls `tell` when motion begins. Of most pictures it looks at the time alone. */
export function onMotion(
  settings: MotionSettings,
  tell: () => void,
): (picture: DecodedPicture, timeMs: number) => void {
  const watch = new MotionWatch(settings);
  return ({ luma, width, height }, timeMs) => {
    if (watch.wants(timeMs) && watch.look(downscaleLuma(luma, width, height), timeMs)) tell();
  };
}
