import type { KvsSettings } from '../settings.ts';
import type { FragmentRecord, RecordEntry } from '../storage/fragmentRecord.ts';
import { type FragmentSelector, isSelected } from './fragmentSelector.ts';

/**
 * The fragments that a clip holds, in playing order: those that start within the selector, one of each producer
 * timestamp, and of these the first 200 or the first 100 MB, without a word about the rest (documented: GetClip).
 *
 * Which of equal producer timestamps stays is documented twice, and differently: GetClip's selector says the oldest
 * ingested, the playback mode of HLS says the largest number. GetClip's own text is the default here. Assumed: the cut
 * falls on a fragment's end, and what was left out as a duplicate does not count.
 */
export function clipFragments(
  listable: Iterable<RecordEntry>,
  selector: FragmentSelector,
  { clipMaxFragments, clipMaxBytes, duplicateSurvivor }: KvsSettings,
): readonly FragmentRecord[] {
  const selected: FragmentRecord[] = [];
  for (const entry of listable) if (isSelected(selector, entry)) selected.push(entry.read());
  const playing =
    selector.type === 'SERVER_TIMESTAMP' ? selected : withoutDuplicates(selected, duplicateSurvivor === 'newest');
  const clip: FragmentRecord[] = [];
  let bytes = 0;
  for (const record of playing) {
    bytes += record.bytes;
    if (clip.length === clipMaxFragments || (bytes > clipMaxBytes && clip.length > 0)) break;
    clip.push(record);
  }
  return clip;
}

/** By producer time; records come in the order of ingestion. */
function withoutDuplicates(records: readonly FragmentRecord[], newestStays: boolean): readonly FragmentRecord[] {
  const byTime = new Map<number, FragmentRecord>();
  for (const record of records) {
    if (newestStays || !byTime.has(record.producerMs)) byTime.set(record.producerMs, record);
  }
  return [...byTime.values()].sort((a, b) => a.producerMs - b.producerMs);
}
