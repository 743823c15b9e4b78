import { ArchiverError } from '../../../core/errors.ts';
import type { SkippedSpan } from '../../../core/exports/Export.ts';
import { producerMs } from '../../../core/fragment.ts';
import type { ClipRow, StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';

/** Each clip is a part at least, and an upload has 10,000. */
const MOST_CLIPS = 10_000;

/** An archived clip that may go into an export. */
export type ExportedClip = ClipRow & { readonly clip: StoredFile };

/**
 * Archived clips that reach into the range, of every stream that ever bore the name, in the order in which they play.
 *
 * @returns those that an MP4 holds, and the spans of those that only a bundle holds
 * @throws ArchiverError `InvalidInput` where they are more than an upload has parts
 */
export async function clipsOfRange(
  { streamName, fromMs, toMs }: { readonly streamName: string; readonly fromMs: number; readonly toMs: number },
  nowMs: number,
  ports: { readonly ledger: Pick<Ledger, 'overlapping'>; readonly names: StreamNames },
): Promise<{ clips: ExportedClip[]; skipped: SkippedSpan[] }> {
  const clips: ExportedClip[] = [];
  const skipped: SkippedSpan[] = [];
  for (const streamArn of await ports.names.arnsOf(streamName)) {
    for await (const row of ports.ledger.overlapping(streamArn, producerMs(fromMs), producerMs(toMs))) {
      // What retention has taken is a gap of the timeline.
      if (row.kind !== 'clip' || (row.retireAtMs !== undefined && row.retireAtMs <= nowMs)) continue;
      const { clip } = row;
      if (clip === undefined) {
        skipped.push({ startMs: row.startProducerMs, endMs: row.endProducerMs, reason: 'no-mp4' });
      } else clips.push({ ...row, clip });
      if (clips.length > MOST_CLIPS) {
        throw new ArchiverError('InvalidInput', `to: the range holds over ${MOST_CLIPS} clips; export it in pieces`);
      }
    }
  }
  clips.sort(
    (a, b) =>
      a.startProducerMs - b.startProducerMs || a.endProducerMs - b.endProducerMs || (a.planId < b.planId ? -1 : 1),
  );
  return { clips, skipped };
}
