import type { BoxCursor } from '../box/BoxCursor.ts';
import type { MovieTrack } from './Movie.ts';

/** Of a track without an edit list: its media begin at once. */
export const NO_EDIT: MovieTrack['edit'] = { delay: 0, mediaTime: 0, duration: undefined };

/**
 * Where an edit list has the media begin: after nothing is shown for a while (ticks of the movie), and from where in the
 * media (ticks of the track).
 */
export function readEditList(elst: BoxCursor): MovieTrack['edit'] {
  const { version } = elst.versionAndFlags();
  let delay = 0;
  let total: number | undefined = 0;
  let firstMediaTime: number | undefined;
  for (let entries = elst.u32(); entries > 0; entries--) {
    const duration = version === 1 ? elst.u64() : elst.u32();
    const high = version === 1 ? elst.i32() : 0;
    const low = version === 1 ? elst.u32() : elst.i32();
    const mediaTime = high * 2 ** 32 + low;
    elst.skip(4);
    if (mediaTime < 0) {
      if (firstMediaTime === undefined) delay += duration;
      continue;
    }
    firstMediaTime ??= mediaTime;
    // An edit without a length plays to the end: fragmented files are written before theirs is known.
    total = duration === 0 || total === undefined ? undefined : total + duration;
  }
  return { delay, mediaTime: firstMediaTime ?? 0, duration: firstMediaTime === undefined ? undefined : total };
}
