import { producerMs } from '../../../core/fragment.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { ClipFragment, ClipSource } from '../../../core/mp4/buildMp4.ts';
import type { FragmentLog } from '../storage/FragmentLog.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';

/**
 * A clip's fragments for `buildMp4`, each read from disk when it is asked for. Chosen by server time they may lie in
 * any order of producer time: one that does not follow the one before it is put behind that one's last frame (assumed).
 */
export function clipSource(log: FragmentLog, records: readonly FragmentRecord[]): ClipSource {
  const places = timeline(records);
  return {
    count: records.length,
    async read(index): Promise<ClipFragment> {
      const record = records[index];
      const place = places[index];
      if (record === undefined || place === undefined) throw new RangeError(`no fragment ${index} in the clip`);
      const { header, cluster } = await log.read(record);
      return { ...readDocument(Buffer.concat([header, cluster])), producerMs: producerMs(place) };
    },
  };
}

/** Where each fragment begins on the clip's timeline, in producer time. */
function timeline(records: readonly FragmentRecord[]): readonly number[] {
  const places: number[] = [];
  let previous: FragmentRecord | undefined;
  let place = 0;
  for (const record of records) {
    if (previous === undefined) place = record.producerMs;
    else {
      const step = record.producerMs - previous.producerMs;
      place += step > 0 ? step : previous.lengthMs + 1;
    }
    places.push(place);
    previous = record;
  }
  return places;
}
