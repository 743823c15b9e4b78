import { formatSpan, formatTime } from '../../core/time/formatTime.ts';

/** What there is to do, as far as it is known before. */
export interface BackfillTotal {
  readonly fragments: number;
  readonly footageMs: number;
  /** From when on KVS takes the first of it away. */
  readonly expiresMs?: number;
}

/** How far a backfill is, as it is told while it runs. */
export interface BackfillMark {
  readonly fragments: number;
  readonly footageMs: number;
  readonly leftFragments: number;
  readonly timesRealTime: number;
  readonly secondsLeft?: number;
  readonly retentionUntilMs?: number;
}

const WIDTH = 20;

/** Counts what a backfill has archived against what there was to do. */
export class BackfillMeter {
  readonly #total: BackfillTotal;
  readonly #startedMs: number;
  #fragments = 0;
  #footageMs = 0;

  constructor(total: BackfillTotal, startedMs: number) {
    this.#total = total;
    this.#startedMs = startedMs;
  }

  add(fragments: number, footageMs: number): void {
    this.#fragments += fragments;
    this.#footageMs += footageMs;
  }

  mark(nowMs: number): BackfillMark {
    const elapsedMs = Math.max(1, nowMs - this.#startedMs);
    const leftFragments = Math.max(0, this.#total.fragments - this.#fragments);
    const perMs = this.#fragments / elapsedMs;
    const { expiresMs } = this.#total;
    return {
      fragments: this.#fragments,
      footageMs: this.#footageMs,
      leftFragments,
      timesRealTime: Math.round((this.#footageMs / elapsedMs) * 10) / 10,
      ...(perMs > 0 ? { secondsLeft: Math.ceil(leftFragments / perMs / 1000) } : {}),
      ...(expiresMs === undefined ? {} : { retentionUntilMs: expiresMs }),
    };
  }

  /** `[#####...............] 250 of 1000 fragments, 412x real time, 40 s to go, kept by KVS until ...`. */
  text(nowMs: number): string {
    const { fragments, leftFragments, timesRealTime, secondsLeft, retentionUntilMs } = this.mark(nowMs);
    const all = fragments + leftFragments;
    const full = all === 0 ? 0 : Math.floor((fragments / all) * WIDTH);
    return [
      `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${fragments} of ${all} fragments`,
      ...(fragments > 0 ? [`${timesRealTime}x real time`] : []),
      ...(secondsLeft === undefined || leftFragments === 0 ? [] : [`${formatSpan(secondsLeft * 1000)} to go`]),
      ...(retentionUntilMs === undefined ? [] : [`kept by KVS until ${formatTime(retentionUntilMs)}`]),
    ].join(', ');
  }
}
