import { type ClipTrack, isCounted, type TableRuns } from './ClipTrack.ts';

/** A track's samples in time. */
export interface SampleTimes {
  /** When sample `index` is decoded, in ticks of the media; behind the last one, when that one ends. */
  decodeAt(index: number): number;
  /** How much later it is shown, in ticks. */
  shiftAt(index: number): number;
  /** The first sample that is decoded at `ticks` or later. */
  firstFrom(ticks: number): number;
}

/** Makes out when each sample is decoded and shown. Samples that are only counted stay in their runs. */
export function sampleTimes(track: ClipTrack): SampleTimes {
  return isCounted(track) ? timesOfRuns(track) : timesOfEach(track);
}

/** Seconds in the clip at which a sample is shown, its edit list applied. */
export function shownSeconds(track: ClipTrack, times: SampleTimes, index: number): number {
  return track.delaySeconds + (times.decodeAt(index) + times.shiftAt(index) - track.mediaTime) / track.timescale;
}

function timesOfEach({ sampleCount, durations, shifts }: ClipTrack): SampleTimes {
  const decode = new Float64Array(sampleCount + 1);
  let ticks = 0;
  let at = 0;
  eachRun(durations, (count, value) => {
    for (let end = Math.min(at + count, sampleCount); at < end; ) {
      ticks += value;
      at += 1;
      decode[at] = ticks;
    }
  });
  for (; at < sampleCount; at++) decode[at + 1] = ticks;
  const shift = shifts === undefined ? undefined : new Int32Array(sampleCount);
  let shifted = 0;
  if (shift !== undefined && shifts !== undefined) {
    eachRun(shifts, (count, value) => {
      const end = Math.min(shifted + count, sampleCount);
      shift.fill(value, shifted, end);
      shifted = end;
    });
  }
  return {
    decodeAt: (index) => decode[index] ?? ticks,
    shiftAt: (index) => shift?.[index] ?? 0,
    firstFrom(from) {
      let [low, high] = [0, sampleCount];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((decode[middle] ?? 0) < from) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

function timesOfRuns({ sampleCount, durations }: ClipTrack): SampleTimes {
  return {
    decodeAt(index) {
      let [at, ticks] = [0, 0];
      eachRun(durations, (count, value) => {
        const taken = Math.min(count, index - at);
        at += taken;
        ticks += taken * value;
      });
      return ticks;
    },
    shiftAt: () => 0,
    firstFrom(from) {
      let [at, ticks] = [0, 0];
      eachRun(durations, (count, value) => {
        if (ticks >= from) return;
        const taken = value === 0 ? count : Math.min(count, Math.ceil((from - ticks) / value));
        at += taken;
        ticks += taken * value;
      });
      return Math.min(at, sampleCount);
    },
  };
}

function eachRun({ counts, values }: TableRuns, take: (count: number, value: number) => void): void {
  counts.forEach((count, run) => {
    take(count, values[run] ?? 0);
  });
}
