import type { BoxCursor } from '../box/BoxCursor.ts';

/** What an edit list says of the beginning: nothing shown for a while, and where in the media it then begins. */
export interface EditedStart {
  /** In ticks of the movie. */
  readonly delayTicks: number;
  /** In ticks of the track. */
  readonly mediaTime: number;
}

/** Reads `elst` as far as the first edit that shows something; without one the media begin at once. */
export function readEditList(elst: BoxCursor | undefined): EditedStart {
  if (elst === undefined) return { delayTicks: 0, mediaTime: 0 };
  const isWide = elst.versionAndFlags().version === 1;
  let delayTicks = 0;
  for (let entries = elst.u32(); entries > 0; entries--) {
    const duration = isWide ? elst.u64() : elst.u32();
    const high = isWide ? elst.i32() : 0;
    const low = isWide ? elst.u32() : elst.i32();
    elst.skip(4);
    const mediaTime = high * 2 ** 32 + low;
    // A negative one is an empty edit.
    if (mediaTime >= 0) return { delayTicks, mediaTime };
    delayTicks += duration;
  }
  return { delayTicks, mediaTime: 0 };
}
