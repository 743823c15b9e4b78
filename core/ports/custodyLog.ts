import type { CustodyRecord } from '../custody/CustodyRecord.ts';

/** Records of erasures and holds, by stream. */
export interface CustodyLog {
  /** Writes a record, over the one of the same id. */
  put(record: CustodyRecord): Promise<void>;
  /** All of a stream name's records, oldest first. */
  list(streamName: string): AsyncIterable<CustodyRecord>;
}
