import type { CustodyRecord } from '../../../core/custody/CustodyRecord.ts';
import type { CustodyLog } from '../../../core/ports/custodyLog.ts';

/** Records of erasures and holds in memory. */
export class MemoryCustodyLog implements CustodyLog {
  readonly records = new Map<string, CustodyRecord>();

  async put(record: CustodyRecord): Promise<void> {
    this.records.set(record.id, structuredClone(record));
  }

  async *list(streamName: string): AsyncIterable<CustodyRecord> {
    const found = [...this.records.values()].filter((record) => record.streamName === streamName);
    yield* found.sort((a, b) => a.begunMs - b.begunMs);
  }
}
