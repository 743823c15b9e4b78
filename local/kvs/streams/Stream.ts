import { join } from 'node:path';
import type { FragmentNumber } from '../../../core/fragment.ts';
import type { Clock } from '../../../core/system.ts';
import { ConnectionCount } from '../limits/ConnectionCount.ts';
import { FragmentPoints } from '../limits/FragmentPoints.ts';
import { replaceFile } from '../storage/durableFiles.ts';
import type { FragmentLog } from '../storage/FragmentLog.ts';
import type { FragmentRecord, RecordEntry } from '../storage/fragmentRecord.ts';
import type { StreamDescription } from './StreamDescription.ts';

export const DESCRIPTION_FILE = 'stream.json';

/** With retention 0 only a buffer is kept: 5 minutes or 200 MB, whichever comes first (documented: CreateStream). */
const BUFFER_MS = 5 * 60_000;
const BUFFER_BYTES = 200 * 1_000_000;
const HOUR_MS = 3_600_000;
/** More fragments than one session can hold in 45 minutes at 5 a second. */
const COUNTERS_PER_SESSION = 65_536;

/** A stream: its description, its fragments, its limits, and who waits for its next fragment. */
export class Stream {
  readonly directory: string;
  readonly log: FragmentLog;
  readonly points: FragmentPoints;
  readonly putMediaConnections = new ConnectionCount('PutMedia', 1, 'ConnectionLimitExceededException');
  readonly getMediaConnections = new ConnectionCount('GetMedia', 3, 'ConnectionLimitExceededException');
  /** GetMediaForFragmentList does not model ConnectionLimitExceeded; ClientLimitExceeded is what it has (assumed). */
  readonly fragmentListConnections = new ConnectionCount('GetMediaForFragmentList', 5, 'ClientLimitExceededException');
  readonly #clock: Clock;
  readonly #deletion = new AbortController();
  readonly #waiting = new Set<() => void>();
  #description: StreamDescription;
  #saving: Promise<void> = Promise.resolve();

  constructor(clock: Clock, directory: string, log: FragmentLog, description: StreamDescription) {
    this.#clock = clock;
    this.directory = directory;
    this.log = log;
    this.points = new FragmentPoints(clock);
    this.#description = description;
  }

  get description(): StreamDescription {
    return this.#description;
  }

  /** Aborted when the stream is deleted. */
  get deleted(): AbortSignal {
    return this.#deletion.signal;
  }

  /** Changes the description; when this resolves, the change is on disk. */
  update(change: Partial<StreamDescription>): Promise<void> {
    this.#description = { ...this.#description, ...change };
    const save = this.#saving.then(() =>
      replaceFile(join(this.directory, DESCRIPTION_FILE), JSON.stringify(this.#description)),
    );
    // The next save writes the whole description again: a failed one is told to whoever asked for it.
    this.#saving = save.catch(() => undefined);
    return save;
  }

  /** The first of a range of fragment counters that nobody has used, reserved on disk before it is used. */
  async reserveCounters(jump: number): Promise<{ readonly first: number; readonly end: number }> {
    const first = this.#description.reservedCounter + jump;
    const end = first + COUNTERS_PER_SESSION;
    await this.update({ reservedCounter: end });
    return { first, end };
  }

  /** Fragments at or before this server time have expired. */
  expiredThroughMs(): number {
    const now = this.#clock.now();
    const { retentionHours, expiredThroughMs } = this.#description;
    if (retentionHours > 0) return Math.max(expiredThroughMs, now - retentionHours * HOUR_MS);
    let bytes = 0;
    for (const record of this.log.newestFirst()) {
      bytes += record.bytes;
      if (bytes > BUFFER_BYTES) return Math.max(expiredThroughMs, now - BUFFER_MS, record.serverMs);
      if (record.serverMs <= now - BUFFER_MS) break;
    }
    return Math.max(expiredThroughMs, now - BUFFER_MS);
  }

  /** The stored fragments that have not expired, by number, after `after` where given. */
  *readable(after?: FragmentNumber): Generator<RecordEntry> {
    const expiredThroughMs = this.expiredThroughMs();
    for (const entry of this.log.entries(after)) if (entry.serverMs > expiredThroughMs) yield entry;
  }

  /** Those of them that listings already show. */
  *listable(): Generator<RecordEntry> {
    const now = this.#clock.now();
    for (const entry of this.readable()) if (entry.listableFromMs <= now) yield entry;
  }

  /** A fragment by number; undefined when there is none, or it has expired. */
  find(number: string): FragmentRecord | undefined {
    const record = this.log.find(number);
    return record !== undefined && record.serverMs > this.expiredThroughMs() ? record : undefined;
  }

  /** Calls `listener` whenever a fragment has been persisted; the answer ends that. */
  onPersisted(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }

  announcePersisted(): void {
    for (const listener of this.#waiting) listener();
  }

  markDeleted(): void {
    this.#deletion.abort();
  }

  async close(): Promise<void> {
    await this.#saving;
    await this.log.close();
  }
}
