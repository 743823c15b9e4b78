import { crc32 } from 'node:zlib';
import type { Fragment } from '../../../core/fragment.ts';
import { producerMs, serverMs } from '../../../core/fragment.ts';
import { NUMBER_BYTES, packFragmentNumber, unpackFragmentNumber } from './fragmentNumbers.ts';

/** A fragment on disk: what a listing tells of it, and where its bytes lie. */
export interface FragmentRecord extends Fragment {
  /** Persisted, and listable from this server time on. */
  readonly listableFromMs: number;
  /** The data file it lies in. */
  readonly segment: number;
  /** Byte offset of its header in that file; the cluster and its trailing Tags follow the header. */
  readonly offset: number;
  readonly headerBytes: number;
  readonly clusterBytes: number;
  /** CRC-32 over header and cluster. */
  readonly checksum: number;
  /** How long it plays, its last frame's own duration with it, in milliseconds; 0 where it was not noted. */
  readonly playMs: number;
  /** CRC-32 of its tracks' codec configuration; 0 where it was not noted. */
  readonly configuration: number;
}

/** Every record has this size: an index is read in one go, and a torn tail is what does not fill a record. */
export const RECORD_BYTES = 80;

/** CRC-32 of the rest | number | producerMs, serverMs, listableFromMs, offset | length, header, cluster, data CRC, play, configuration. */
export function encodeRecord(record: Omit<FragmentRecord, 'segment' | 'bytes'>): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES);
  const number = packFragmentNumber(record.number);
  if (number === undefined) throw new RangeError(`not a fragment number: ${record.number}`);
  number.copy(bytes, 4);
  bytes.writeDoubleLE(record.producerMs, 24);
  bytes.writeDoubleLE(record.serverMs, 32);
  bytes.writeDoubleLE(record.listableFromMs, 40);
  bytes.writeDoubleLE(record.offset, 48);
  bytes.writeUInt32LE(record.lengthMs, 56);
  bytes.writeUInt32LE(record.headerBytes, 60);
  bytes.writeUInt32LE(record.clusterBytes, 64);
  bytes.writeUInt32LE(record.checksum, 68);
  bytes.writeUInt32LE(record.playMs, 72);
  bytes.writeUInt32LE(record.configuration, 76);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** Whether the record at `position` is as it was written. */
export function isIntactRecord(index: Buffer, position: number): boolean {
  return index.readUInt32LE(position) === crc32(index.subarray(position + 4, position + RECORD_BYTES));
}

/** The record at `position` of segment `segment`'s index. */
export function decodeRecord(index: Buffer, position: number, segment: number): FragmentRecord {
  const headerBytes = index.readUInt32LE(position + 60);
  const clusterBytes = index.readUInt32LE(position + 64);
  return {
    number: unpackFragmentNumber(index.subarray(position + 4, position + 4 + NUMBER_BYTES)),
    producerMs: producerMs(index.readDoubleLE(position + 24)),
    serverMs: serverMs(index.readDoubleLE(position + 32)),
    listableFromMs: index.readDoubleLE(position + 40),
    segment,
    offset: index.readDoubleLE(position + 48),
    lengthMs: index.readUInt32LE(position + 56),
    headerBytes,
    clusterBytes,
    bytes: headerBytes + clusterBytes,
    checksum: index.readUInt32LE(position + 68),
    playMs: index.readUInt32LE(position + 72),
    configuration: index.readUInt32LE(position + 76),
  };
}

/** A record as it lies in an index: times are read in place, the rest only when asked for. For scans over many. */
export class RecordEntry {
  readonly #index: Buffer;
  readonly #position: number;
  readonly #segment: number;

  constructor(index: Buffer, position: number, segment: number) {
    this.#index = index;
    this.#position = position;
    this.#segment = segment;
  }

  get producerMs(): number {
    return this.#index.readDoubleLE(this.#position + 24);
  }

  get serverMs(): number {
    return this.#index.readDoubleLE(this.#position + 32);
  }

  get listableFromMs(): number {
    return this.#index.readDoubleLE(this.#position + 40);
  }

  /** Where the fragment's data ends in its file. */
  get end(): number {
    const index = this.#index;
    const position = this.#position;
    return index.readDoubleLE(position + 48) + index.readUInt32LE(position + 60) + index.readUInt32LE(position + 64);
  }

  /** A place in an order that depends on the number and the seed alone: 0 to 2^32 - 1. */
  shuffled(seed: number): number {
    return crc32(this.#index.subarray(this.#position + 4, this.#position + 4 + NUMBER_BYTES), seed);
  }

  read(): FragmentRecord {
    return decodeRecord(this.#index, this.#position, this.#segment);
  }
}

/** Orders the record at `position` against a packed fragment number. */
export function compareRecordNumber(index: Buffer, position: number, packed: Buffer): number {
  return index.compare(packed, 0, NUMBER_BYTES, position + 4, position + 4 + NUMBER_BYTES);
}
