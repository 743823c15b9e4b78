import { type FileHandle, open, readFile, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory, writeWhole } from './durableFiles.ts';
import {
  compareRecordNumber,
  decodeRecord,
  encodeRecord,
  type FragmentRecord,
  isIntactRecord,
  RECORD_BYTES,
  RecordEntry,
} from './fragmentRecord.ts';

/** Told of bytes that were dropped because a crash tore them or a disk changed them. */
export type ReportDamage = (message: string) => void;

const segmentName = (number: number): string => number.toString().padStart(8, '0');
export const dataPath = (directory: string, number: number): string => join(directory, `${segmentName(number)}.media`);
export const indexPath = (directory: string, number: number): string => join(directory, `${segmentName(number)}.index`);

/**
 * A piece of a stream's storage: a data file to which fragments are appended, and an index file of fixed-size records,
 * which is also what is kept in memory (80 bytes a fragment). A fragment exists once its record is on disk; the data
 * goes first. Freed whole when all that it holds has expired.
 */
export class Segment {
  readonly number: number;
  readonly #directory: string;
  /** The index in memory; `#count` records of it are in use. */
  #index: Buffer;
  #count: number;
  #dataBytes: number;
  #newestServerMs: number;
  #oldestServerMs: number;
  #files: { readonly data: FileHandle; readonly index: FileHandle } | undefined;

  private constructor(directory: string, number: number, index: Buffer) {
    this.number = number;
    this.#directory = directory;
    this.#index = index;
    this.#count = index.length / RECORD_BYTES;
    this.#dataBytes = 0;
    this.#newestServerMs = Number.NEGATIVE_INFINITY;
    this.#oldestServerMs = Number.POSITIVE_INFINITY;
    for (let position = 0; position < this.#count; position++) this.#account(position);
  }

  /** A new, empty segment on disk. */
  static async create(directory: string, number: number): Promise<Segment> {
    const segment = new Segment(directory, number, Buffer.alloc(0));
    const data = await open(dataPath(directory, number), 'w');
    try {
      segment.#files = { data, index: await open(indexPath(directory, number), 'w') };
    } catch (error) {
      await data.close();
      throw error;
    }
    await syncDirectory(directory);
    return segment;
  }

  /** Reads a segment's index; what a crash left behind its last whole record, in either file, is cut off. */
  static async load(directory: string, number: number, report: ReportDamage): Promise<Segment> {
    const path = indexPath(directory, number);
    const stored = await readFile(path);
    const wholeBytes = stored.length - (stored.length % RECORD_BYTES);
    const intact: Buffer[] = [];
    let lastIntactEnd = 0;
    for (let position = 0; position < wholeBytes; position += RECORD_BYTES) {
      if (!isIntactRecord(stored, position)) continue;
      intact.push(stored.subarray(position, position + RECORD_BYTES));
      lastIntactEnd = position + RECORD_BYTES;
    }
    const isWhole = intact.length * RECORD_BYTES === lastIntactEnd;
    if (!isWhole) {
      report(`${path}: ${lastIntactEnd / RECORD_BYTES - intact.length} damaged records are left out`);
    }
    if (lastIntactEnd < stored.length) {
      report(`${path}: a torn tail of ${stored.length - lastIntactEnd} bytes is dropped`);
      await truncate(path, lastIntactEnd);
    }
    const segment = new Segment(directory, number, isWhole ? stored.subarray(0, lastIntactEnd) : Buffer.concat(intact));
    const { size } = await stat(dataPath(directory, number));
    if (size > segment.#dataBytes) {
      report(`${dataPath(directory, number)}: a torn tail of ${size - segment.#dataBytes} bytes is dropped`);
      await truncate(dataPath(directory, number), segment.#dataBytes);
    }
    return segment;
  }

  get count(): number {
    return this.#count;
  }

  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Server time of the newest fragment; negative infinity when empty. */
  get newestServerMs(): number {
    return this.#newestServerMs;
  }

  get oldestServerMs(): number {
    return this.#oldestServerMs;
  }

  /** Whether it can be appended to. */
  get isOpen(): boolean {
    return this.#files !== undefined;
  }

  /** Appends a fragment; when this resolves, it is on disk. */
  async append(
    chunks: readonly Uint8Array[],
    entry: Omit<FragmentRecord, 'segment' | 'bytes' | 'offset'>,
  ): Promise<FragmentRecord> {
    if (this.#files === undefined) throw new Error(`segment ${this.number} is closed`);
    const { data, index } = this.#files;
    const offset = this.#dataBytes;
    let position = offset;
    for (const chunk of chunks) position += await writeWhole(data, chunk, position);
    await data.datasync();
    const encoded = encodeRecord({ ...entry, offset });
    await writeWhole(index, encoded, this.#count * RECORD_BYTES);
    await index.datasync();
    this.#insert(encoded);
    this.#account(this.#count - 1);
    return decodeRecord(encoded, 0, this.number);
  }

  /** The first position whose number is above `packed`: records are in numeric order. */
  upperBound(packed: Buffer): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareRecordNumber(this.#index, middle * RECORD_BYTES, packed) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(position: number): RecordEntry | undefined {
    return position >= 0 && position < this.#count
      ? new RecordEntry(this.#index, position * RECORD_BYTES, this.number)
      : undefined;
  }

  async closeFiles(): Promise<void> {
    const files = this.#files;
    this.#files = undefined;
    await files?.data.close();
    await files?.index.close();
  }

  /** Removes both files, the index first: data without an index is nothing. */
  async remove(): Promise<void> {
    await this.closeFiles();
    await unlink(indexPath(this.#directory, this.number));
    await unlink(dataPath(this.#directory, this.number));
  }

  #insert(encoded: Buffer): void {
    const needed = (this.#count + 1) * RECORD_BYTES;
    if (needed > this.#index.length) {
      const grown = Buffer.alloc(Math.max(needed, this.#index.length * 2, 64 * RECORD_BYTES));
      this.#index.copy(grown, 0, 0, this.#count * RECORD_BYTES);
      this.#index = grown;
    }
    encoded.copy(this.#index, this.#count * RECORD_BYTES);
    this.#count++;
  }

  #account(position: number): void {
    const { end, serverMs } = new RecordEntry(this.#index, position * RECORD_BYTES, this.number);
    this.#dataBytes = Math.max(this.#dataBytes, end);
    this.#newestServerMs = Math.max(this.#newestServerMs, serverMs);
    this.#oldestServerMs = Math.min(this.#oldestServerMs, serverMs);
  }
}
