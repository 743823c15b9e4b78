import { isSync, shownMs, type TimedTrack } from '../mp4/samples/TimedTrack.ts';

/** Where a clip is cut: at the beginning of each of its fragments, and at its end. */
export interface FragmentCuts {
  /** By track: the first sample of each fragment, and behind them the count of samples. */
  readonly samples: readonly (readonly number[])[];
  /** When each fragment begins, in milliseconds of the movie, and behind them when the last one ends. */
  readonly timesMs: readonly number[];
}

/**
 * Cuts a clip at the key frames that its fragments begin with. Each sample is in one fragment, whatever the clip is like:
 * where key frames and fragments do not agree in number, a fragment begins with the key frame nearest to its time, and
 * one that finds none is empty.
 *
 * @param tracks the one to cut at first: pictures, or sound where there are none
 * @param starts when each fragment begins, in milliseconds of the movie; the first one begins with the clip
 */
export function cutFragments(tracks: readonly TimedTrack[], starts: readonly number[]): FragmentCuts {
  const [lead, ...others] = tracks;
  if (lead === undefined) return { samples: [], timesMs: [] };
  const first = cutAtKeyFrames(lead, starts);
  const endMs = endOf(lead);
  const timesMs = first.map((sample) => (sample < lead.sampleCount ? shownMs(lead, sample) : endMs));
  const follow = (track: TimedTrack): number[] => {
    const cuts = [0];
    let sample = 0;
    for (const time of timesMs.slice(1, -1)) {
      while (sample < track.sampleCount && shownMs(track, sample) < time) sample += 1;
      cuts.push(sample);
    }
    return [...cuts, track.sampleCount];
  };
  return { samples: [first, ...others.map(follow)], timesMs };
}

/** When the last sample to be shown ends, in milliseconds of the movie. */
export function endOf(track: TimedTrack): number {
  const last = track.sampleCount - 1;
  let shown = Number.NEGATIVE_INFINITY;
  // No picture is shown further from its turn than this.
  for (let sample = Math.max(0, last - 64); sample <= last; sample++) shown = Math.max(shown, shownMs(track, sample));
  const ticks = (track.decodeTicks[last + 1] ?? 0) - (track.decodeTicks[last] ?? 0);
  return shown + (ticks * 1000) / track.timescale;
}

function cutAtKeyFrames(track: TimedTrack, starts: readonly number[]): number[] {
  const keys: number[] = [];
  for (let sample = 0; sample < track.sampleCount; sample++) if (isSync(track, sample)) keys.push(sample);
  if (keys.length === starts.length && keys[0] === 0) return [...keys, track.sampleCount];
  const cuts = [0];
  let next = keys.findIndex((sample) => sample > 0);
  if (next < 0) next = keys.length;
  for (const start of starts.slice(1)) {
    const distance = (key: number | undefined) =>
      key === undefined ? Number.POSITIVE_INFINITY : Math.abs(shownMs(track, key) - start);
    while (next < keys.length && distance(keys[next + 1]) <= distance(keys[next])) next += 1;
    cuts.push(keys[next] ?? track.sampleCount);
    next += 1;
  }
  return [...cuts, track.sampleCount];
}
