import { open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { packFragmentNumber } from './fragmentNumbers.ts';
import type { FragmentRecord, RecordEntry } from './fragmentRecord.ts';
import { ReadHandles } from './ReadHandles.ts';
import { dataPath, type ReportDamage, Segment } from './Segment.ts';

/** A fragment's stored bytes. */
export interface FragmentMedia {
  /** EBML header to Tracks, as the producer sent them. */
  readonly header: Uint8Array;
  /** The Cluster and the producer's Tags behind it. */
  readonly cluster: Uint8Array;
}

/** The stored bytes of a fragment are not what was written, or are gone. */
export class DamagedFragmentError extends Error {
  override readonly name = 'DamagedFragment';
}

/** When the segment that is written to is closed and a new one begun. */
export interface SegmentLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
}

/** One stream's fragments on disk, in the order of their numbers. One writer at a time; any number of readers. */
export class FragmentLog {
  readonly #directory: string;
  readonly #handles: ReadHandles;
  #segments: Segment[];
  #nextSegment: number;
  /** Appending and freeing take turns: a segment is never freed while it is written to. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(directory: string, segments: Segment[], nextSegment: number) {
    this.#directory = directory;
    this.#handles = new ReadHandles((segment) => open(dataPath(directory, segment), 'r'));
    this.#segments = segments;
    this.#nextSegment = nextSegment;
  }

  /** Opens the log in an existing directory; torn tails are dropped and reported. */
  static async open(directory: string, report: ReportDamage): Promise<FragmentLog> {
    const names = await readdir(directory);
    const indexed = new Set(
      names.filter((name) => /^\d{8}\.index$/.test(name)).map((name) => Number(name.slice(0, 8))),
    );
    const withData = names.filter((name) => /^\d{8}\.media$/.test(name)).map((name) => Number(name.slice(0, 8)));
    const segments: Segment[] = [];
    let highest = 0;
    for (const number of withData.sort((a, b) => a - b)) {
      highest = Math.max(highest, number);
      // A crash between the two unlinks of an expired segment leaves data alone.
      if (indexed.delete(number)) {
        const segment = await Segment.load(directory, number, report);
        if (segment.count > 0) segments.push(segment);
        else await segment.remove();
      } else {
        await unlink(dataPath(directory, number));
      }
    }
    for (const number of indexed) {
      highest = Math.max(highest, number);
      report(`${join(directory, String(number))}: an index without its data is ignored`);
    }
    return new FragmentLog(directory, segments, highest + 1);
  }

  /** Appends a fragment with a number above all before it; when this resolves, it is on disk. */
  append(
    media: FragmentMedia,
    entry: Pick<FragmentRecord, 'number' | 'producerMs' | 'serverMs' | 'lengthMs' | 'listableFromMs'> &
      Partial<Pick<FragmentRecord, 'playMs' | 'configuration'>>,
    limits: SegmentLimits,
  ): Promise<FragmentRecord> {
    return this.#inTurn(async () => {
      if (this.#closed) throw new Error('the fragment log is closed');
      const segment = await this.#writable(entry.serverMs, limits);
      try {
        return await segment.append([media.header, media.cluster], {
          playMs: 0,
          configuration: 0,
          ...entry,
          headerBytes: media.header.length,
          clusterBytes: media.cluster.length,
          checksum: crc32(media.cluster, crc32(media.header)),
        });
      } catch (error) {
        // What is on disk now is uncertain: nothing is written over it, the next fragment begins a new segment.
        await segment.closeFiles();
        throw error;
      }
    });
  }

  /** All entries in the order of their numbers, from the one after `after` on. */
  *entries(after?: FragmentNumber): Generator<RecordEntry> {
    const packed = after === undefined ? undefined : packFragmentNumber(after);
    for (const segment of [...this.#segments]) {
      const start = packed === undefined ? 0 : segment.upperBound(packed);
      for (let position = start; ; position++) {
        const entry = segment.at(position);
        if (entry === undefined) break;
        yield entry;
      }
    }
  }

  /** The newest first. */
  *newestFirst(): Generator<FragmentRecord> {
    for (const segment of this.#segments.toReversed()) {
      for (let position = segment.count - 1; position >= 0; position--) {
        const entry = segment.at(position);
        if (entry !== undefined) yield entry.read();
      }
    }
  }

  find(number: string): FragmentRecord | undefined {
    const packed = packFragmentNumber(number);
    if (packed === undefined) return undefined;
    for (const segment of this.#segments) {
      // Numbers grow, so the wanted one is the last that is not above it.
      const record = segment.at(segment.upperBound(packed) - 1)?.read();
      if (record?.number === number) return record;
    }
    return undefined;
  }

  /**
   * A fragment's bytes, checked against their checksum.
   * @throws DamagedFragmentError when they differ, are cut short, or have been freed meanwhile.
   */
  async read(record: FragmentRecord): Promise<FragmentMedia> {
    const bytes = Buffer.allocUnsafe(record.bytes);
    try {
      await this.#handles.with(record.segment, async (file) => {
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, record.offset + filled);
          if (bytesRead === 0) throw new DamagedFragmentError(`the media of fragment ${record.number} is cut short`);
          filled += bytesRead;
        }
      });
    } catch (cause) {
      if (cause instanceof DamagedFragmentError) throw cause;
      throw new DamagedFragmentError(`the media of fragment ${record.number} is gone`, { cause });
    }
    if (crc32(bytes) !== record.checksum) {
      throw new DamagedFragmentError(`the media of fragment ${record.number} does not match its checksum`);
    }
    return { header: bytes.subarray(0, record.headerBytes), cluster: bytes.subarray(record.headerBytes) };
  }

  /** Frees the segments all of whose fragments are at or before `expiredThroughMs` in server time. */
  removeExpired(expiredThroughMs: number): Promise<void> {
    return this.#inTurn(async () => {
      const expired = this.#segments.filter(
        (segment) => (segment.count > 0 || !segment.isOpen) && segment.newestServerMs <= expiredThroughMs,
      );
      this.#segments = this.#segments.filter((segment) => !expired.includes(segment));
      for (const segment of expired) {
        await this.#handles.drop(segment.number);
        await segment.remove();
      }
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      for (const segment of this.#segments) await segment.closeFiles();
      await this.#handles.close();
    });
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(action);
    // Whoever asked sees the failure; the next in turn only waits for the end.
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #writable(nowMs: number, limits: SegmentLimits): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last?.isOpen) {
      const full = last.dataBytes >= limits.maxBytes || nowMs - last.oldestServerMs >= limits.maxMs;
      if (!full) return last;
      await last.closeFiles();
    }
    const segment = await Segment.create(this.#directory, this.#nextSegment++);
    this.#segments = [...this.#segments, segment];
    return segment;
  }
}
