import { segmentEnd } from '../../../cloud/dynamodb/segmentKeys.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { SegmentQuery, SegmentStore } from '../../../core/ports/segmentStore.ts';
import type { TimelineLayer } from '../../../core/ports/timelineLayer.ts';
import type { StoredSegment } from '../../../core/segments/segmentReport.ts';

/** What devices reported, in memory. */
export class MemorySegmentStore implements SegmentStore, TimelineLayer {
  readonly #segments = new Map<string, StoredSegment>();

  async put(segment: StoredSegment): Promise<StoredSegment> {
    const kept = this.#segments.get(segment.clientID);
    if (kept === undefined) this.#segments.set(segment.clientID, segment);
    return kept ?? segment;
  }

  async get(clientID: string): Promise<StoredSegment | undefined> {
    return this.#segments.get(clientID);
  }

  async ofDevice(deviceID: string, { fromMs = 0, toMs = Infinity, limit, after = '' }: SegmentQuery) {
    if (after !== '' && !/^\d{15}#./.test(after))
      throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
    const all = this.#inOrder((segment) => segment.deviceID === deviceID, fromMs, toMs);
    const rest = all.filter((segment) => segmentEnd(segment) > after);
    const items = rest.slice(0, limit);
    const last = items[items.length - 1];
    return { items, nextToken: rest.length > limit && last !== undefined ? segmentEnd(last) : undefined };
  }

  async between(streamName: string, fromMs: number, toMs: number, limit: number): Promise<readonly object[]> {
    return this.#inOrder((segment) => segment.streamName === streamName, fromMs, toMs)
      .slice(0, limit)
      .map(({ clientID, deviceID, begTime, endTime }) => ({
        clientID,
        deviceID,
        startMs: Number(begTime),
        endMs: Number(endTime),
      }));
  }

  #inOrder(isMeant: (segment: StoredSegment) => boolean, fromMs: number, toMs: number): StoredSegment[] {
    return [...this.#segments.values()]
      .filter(isMeant)
      .filter(({ begTime, endTime }) => {
        const [begMs, endMs] = [Number(begTime), Number(endTime)];
        return begMs < toMs && (endMs > fromMs || begMs >= fromMs);
      })
      .sort((a, b) => (segmentEnd(a) < segmentEnd(b) ? -1 : 1));
  }
}
