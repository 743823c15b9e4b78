import { type ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { SegmentReport } from '../../core/segments/segmentReport.ts';
import type { System } from '../../core/system.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';
import { retryDelay } from '../putMedia/retryDelay.ts';
import { Bell } from '../spool/Bell.ts';
import { diskFiles } from '../spool/diskFiles.ts';
import type { SpoolFiles } from '../spool/SpoolFiles.ts';
import { ReportQueue } from './ReportQueue.ts';
import { type RecordedSegment, SegmentCutter } from './SegmentCutter.ts';
import type { OnSegmentEvent } from './SegmentEvent.ts';

/** How a device reports what it records. */
export interface SegmentReporterOptions {
  readonly deviceID: string;
  readonly streamName: string;
  readonly lengthMs: number;
  /** Sends a report, within seconds; throws `InvalidInput` or `Conflict` where it will never be taken. */
  readonly put: (report: SegmentReport, stop: AbortSignal) => Promise<void>;
  /** Where reports wait; in memory alone where not given. */
  readonly folder?: string | undefined;
  readonly files?: SpoolFiles;
  readonly system: System;
  readonly onEvent: OnSegmentEvent;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** At the end: what is not sent by then waits in the folder, or is lost without one. */
const FINISH_WITHIN_MS = 5_000;

/**
 * Reports a recording segment by segment, beside the video and never in its way: `record` only notes. One report at a
 * time, in order; those that cannot be sent wait.
 */
export class SegmentReporter {
  readonly #options: SegmentReporterOptions;
  readonly #cutter: SegmentCutter;
  #queue: ReportQueue | undefined;
  readonly #bell = new Bell();
  readonly #stop = new AbortController();
  /** Ends a wait before the next try. */
  #hurry = new AbortController();
  /** Cut, and not yet in the queue. */
  #cut: RecordedSegment[] = [];
  #ended = false;
  #begun = false;
  #kept = false;
  readonly #done: Promise<unknown>;

  /** Begins with what an earlier process could not send, once there is a first fragment: then the folder is ours. */
  constructor(options: SegmentReporterOptions) {
    this.#options = options;
    this.#cutter = new SegmentCutter(options.lengthMs, () => options.system.random.uuid());
    this.#done = this.#run();
    // Whoever closes it hears of a failure.
    this.#done.catch(() => this.#giveUp());
  }

  /** Reports that wait to be sent. */
  get waiting(): number {
    return (this.#queue?.size ?? 0) + this.#cut.length;
  }

  /** A fragment is on its way. */
  record(fragment: OutgoingFragment): void {
    this.#begun = true;
    const cut = this.#cutter.add(fragment);
    if (cut !== undefined) this.#cut.push(cut);
    this.#bell.ring();
  }

  /** The recording is over: its last segment is reported as it is, and what waits is sent as far as it goes in time. */
  async close(): Promise<void> {
    const last = this.#cutter.end();
    if (last !== undefined) this.#cut.push(last);
    this.#ended = true;
    this.#bell.ring();
    this.#hurry.abort();
    const enough = new AbortController();
    const overdue = this.#options.system.clock.sleep(FINISH_WITHIN_MS, enough.signal).then(
      () => this.#giveUp(),
      () => undefined,
    );
    try {
      await this.#done;
    } finally {
      enough.abort();
      await overdue;
    }
    if (this.#options.folder === undefined) this.#tellOfLosses();
  }

  #giveUp(): void {
    this.#stop.abort();
    this.#hurry.abort();
    this.#bell.ring();
  }

  #tellOfLosses(): void {
    for (const report of this.#queue?.all() ?? []) {
      this.#options.onEvent({ kind: 'segment-dropped', report, reason: 'the device stops, and no folder keeps it' });
    }
  }

  async #run(): Promise<void> {
    const { folder, files = diskFiles, onEvent } = this.#options;
    while (!this.#begun && !this.#ended) await this.#bell.wait();
    if (!this.#begun) return;
    const queue = await ReportQueue.open({ folder, files, onEvent });
    this.#queue = queue;
    await Promise.all([this.#keep(queue), this.#send(queue)]);
  }

  /** Writes down what is cut, and how far the open segment is. */
  async #keep(queue: ReportQueue): Promise<void> {
    for (;;) {
      const next = this.#cut[0];
      if (next !== undefined) {
        await queue.add(this.#reportOf(next));
        this.#cut.shift();
        this.#bell.ring();
        continue;
      }
      const open = this.#cutter.open;
      await queue.keepOpen(open === undefined ? undefined : this.#reportOf(open));
      if (this.#cut.length > 0 || this.#cutter.open !== open) continue;
      if (this.#ended) break;
      await this.#bell.wait();
    }
    this.#kept = true;
    this.#bell.ring();
  }

  async #send(queue: ReportQueue): Promise<void> {
    const { put, onEvent } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const report = queue.first();
      if (report === undefined) {
        if (this.#kept) return;
        await this.#bell.wait();
        continue;
      }
      try {
        await put(report, this.#stop.signal);
        failures = 0;
        await settled(queue, report);
        onEvent({ kind: 'segment-reported', report, waiting: this.waiting });
      } catch (error) {
        if (!isArchiverError(error)) throw error;
        if (this.#stop.signal.aborted) return;
        if (error.kind === 'InvalidInput' || error.kind === 'Conflict') {
          await settled(queue, report);
          onEvent({ kind: 'segment-refused', report, because: error });
          continue;
        }
        failures += 1;
        await this.#waitAfter(failures, error);
      }
    }
  }

  async #waitAfter(failures: number, because: ArchiverError): Promise<void> {
    const { system, onEvent } = this.#options;
    // Towards the end there is no time for long waits.
    const longestMs = this.#ended ? FIRST_RETRY_MS : LONGEST_RETRY_MS;
    const ms = retryDelay(failures, FIRST_RETRY_MS, longestMs, system.random.fraction());
    onEvent({ kind: 'segments-waiting', waiting: this.waiting, ms, because });
    if (this.#stop.signal.aborted) return;
    const hurry = new AbortController();
    this.#hurry = hurry;
    await system.clock.sleep(ms, hurry.signal).catch((error: unknown) => {
      if (!hurry.signal.aborted) throw error;
    });
  }

  #reportOf({ clientID, begMs, endMs }: RecordedSegment): SegmentReport {
    const { deviceID, streamName } = this.#options;
    return {
      clientID,
      deviceID,
      streamName,
      begTime: String(begMs),
      endTime: String(endMs),
      duration: String(Math.round((endMs - begMs) / 1_000)),
    };
  }
}

/** It may have been the oldest of too many meanwhile, and gone. */
async function settled(queue: ReportQueue, report: SegmentReport): Promise<void> {
  if (queue.first() === report) await queue.removeFirst();
}
