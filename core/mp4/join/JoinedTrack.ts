import { ArchiverError } from '../../errors.ts';
import { type ClipTrack, isCounted } from './ClipTrack.ts';
import { type ChosenSamples, eachChunk } from './chooseSamples.ts';
import { NumberList } from './NumberList.ts';
import { RunList } from './RunList.ts';

/** A sample's duration has 32 bits, and readers take the upper half of them for negative. */
const LONGEST_TICKS = 2 ** 31 - 1;
/** Ticks a second where the clips' own would not fit a hole. */
const COARSE_TIMESCALE = 1000;
/** Sound that comes so late or early is rounding: it follows what was before it. */
const ROUNDING_SECONDS = 0.002;

const FAMILIES: Readonly<Record<string, string>> = { avc1: 'avc', avc3: 'avc', hvc1: 'hevc', hev1: 'hevc' };

/** What must be the same of all samples of one track, in words. */
export function trackFamily(track: ClipTrack): string {
  const family = FAMILIES[track.entryType] ?? track.entryType;
  return isCounted(track) ? `${family} of ${String(track.sizes)} bytes at ${track.timescale}` : family;
}

/**
 * The tables of one track of a file that is made of many clips, grown clip by clip. Times are absolute on the file's own
 * timeline and rounded each by itself, so that nothing adds up, however many clips there are. A hole is a last sample that
 * lasts until the next one: every player keeps that, while edit lists with holes are read by few.
 */
export class JoinedTrack {
  readonly handler: 'vide' | 'soun';
  readonly family: string;
  readonly timescale: number;
  /** Different sample entries, in the order in which they came. */
  readonly entries: Uint8Array[] = [];
  readonly sizes = new NumberList(Uint32Array);
  /** Bytes of every sample, where samples are only counted. */
  readonly countedBytes: number | undefined;
  readonly durations = new RunList();
  readonly shifts = new RunList();
  /** 1-based numbers of samples that can be decoded by themselves. */
  readonly syncSamples = new NumberList(Uint32Array);
  readonly chunkOffsets = new NumberList(Float64Array);
  readonly chunkSamples = new NumberList(Uint32Array);
  /** Index (0-based) of each chunk's entry. */
  readonly chunkEntries = new NumberList(Uint32Array);
  sampleCount = 0;
  /** When the first sample is decoded, in ticks. */
  firstTicks = 0;
  leastShift = 0;
  #lastTicks = 0;
  #lastDuration = 0;

  /** @param longestHoleSeconds that will lie between two samples */
  constructor(track: ClipTrack, longestHoleSeconds: number) {
    this.handler = track.handler === 'vide' ? 'vide' : 'soun';
    this.family = trackFamily(track);
    this.countedBytes = isCounted(track) && typeof track.sizes === 'number' ? track.sizes : undefined;
    const fits = (timescale: number) => (longestHoleSeconds + 60) * timescale <= LONGEST_TICKS;
    this.timescale = fits(track.timescale) || this.countedBytes !== undefined ? track.timescale : COARSE_TIMESCALE;
    if (!fits(this.timescale)) {
      throw new ArchiverError('InvalidInput', 'gaps: the longest gap of the range is too long to be kept; cut them');
    }
  }

  /** When the last sample ends, in ticks. */
  get endTicks(): number {
    return this.#lastTicks + this.#lastDuration;
  }

  /** Ticks from the first sample's decoding to the end of the last one. */
  get mediaTicks(): number {
    return this.sampleCount === 0 ? 0 : this.endTicks - this.firstTicks;
  }

  /**
   * Takes samples of a clip.
   *
   * @param clipSeconds where on the file's timeline the clip's own time begins
   * @param shiftBytes from an offset in the clip's file to one in the media of this one
   */
  add(chosen: ChosenSamples, clipSeconds: number, shiftBytes: number): void {
    const entry = this.#entryOf(chosen.track.entry);
    eachChunk(chosen, (offset, samples) => {
      this.chunkOffsets.push(offset + shiftBytes);
      this.chunkSamples.push(samples);
      this.chunkEntries.push(entry);
    });
    if (this.countedBytes === undefined) this.#addEach(chosen, clipSeconds);
    else this.#addCounted(chosen, clipSeconds);
  }

  /** Closes the tables. */
  end(): void {
    if (this.sampleCount > 0) this.durations.add(1, this.#lastDuration);
  }

  #addEach({ track, times, from, to }: ChosenSamples, clipSeconds: number): void {
    const ratio = this.timescale / track.timescale;
    const decode = (index: number) => times.decodeAt(index) * ratio;
    const base = this.#baseOf(decode(from), decode(from + 1) - decode(from), clipSeconds + track.delaySeconds);
    for (let index = from; index < to; index++) {
      // What comes before the one in front of it has ended follows that one at once, and the next is in its place again.
      const ticks = Math.max(Math.round(base + decode(index)), this.#nextTicks);
      this.#place(ticks, Math.max(1, Math.round(base + decode(index + 1)) - ticks));
      const shift = Math.round((times.shiftAt(index) - track.mediaTime) * ratio);
      this.leastShift = Math.min(this.leastShift, shift);
      this.shifts.add(1, shift);
      this.sizes.push(typeof track.sizes === 'number' ? track.sizes : (track.sizes[index] ?? 0));
      this.sampleCount += 1;
      if (track.sync === undefined || track.sync[index] === 1) this.syncSamples.push(this.sampleCount);
    }
  }

  #addCounted({ track, times, from, to }: ChosenSamples, clipSeconds: number): void {
    const start = times.decodeAt(from) - track.mediaTime;
    const told = Math.round(this.#baseOf(start, 1, clipSeconds + track.delaySeconds) + start);
    let ticks = Math.max(told, this.#nextTicks);
    let at = 0;
    track.durations.counts.forEach((count, run) => {
      const duration = track.durations.values[run] ?? 0;
      const taken = Math.min(at + count, to) - Math.max(at, from);
      at += count;
      if (taken <= 0) return;
      this.#place(ticks, duration);
      this.durations.add(taken - 1, duration);
      this.#lastTicks += (taken - 1) * duration;
      ticks = this.#lastTicks + duration;
      this.sampleCount += taken;
    });
  }

  /** The earliest time of the next sample. */
  get #nextTicks(): number {
    return this.sampleCount === 0 ? Number.NEGATIVE_INFINITY : this.#lastTicks + 1;
  }

  /** What is to be added to a clip's ticks: sound that follows what was before it to a rounding follows it exactly. */
  #baseOf(firstTicks: number, firstDuration: number, seconds: number): number {
    const base = seconds * this.timescale;
    if (this.sampleCount === 0) return base;
    const told = base + firstTicks;
    const expected = this.endTicks;
    const late = Math.max(firstDuration / 2, ROUNDING_SECONDS * this.timescale);
    const early = Math.max(firstDuration, late);
    const follows = this.handler === 'soun' && told <= expected + late && told >= expected - early;
    return follows ? base + expected - told : base;
  }

  /** The next sample: how long the one before it lasts is known now. */
  #place(ticks: number, duration: number): void {
    if (this.sampleCount === 0) this.firstTicks = ticks;
    else this.durations.add(1, ticks - this.#lastTicks);
    this.#lastTicks = ticks;
    this.#lastDuration = duration;
  }

  #entryOf(entry: Uint8Array): number {
    const found = this.entries.findIndex((known) => sameBytes(known, entry));
    if (found >= 0) return found;
    return this.entries.push(entry) - 1;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
