import { ArchiverError } from '../../errors.ts';
import type { ObjectPlace } from '../../ports/objectStore.ts';
import { type CopyPlan, type CopyWarning, MOST_COPIED_SEGMENTS } from './CopyPlan.ts';
import type { CutFile } from './cutFile.ts';
import { LEAD_MS } from './planClipCopy.ts';

/** Players fetch ahead by segments: longer ones begin late. */
const LONG_TIMES = 3;

/** A file that is to be packaged. */
export interface CopiedFile extends ObjectPlace {
  readonly packageId: string;
  readonly bytes: number;
  readonly etag: string;
  readonly segmentMs: number;
}

/**
 * Which samples of a file make which segments.
 *
 * @throws ArchiverError `InvalidInput` where they are too many
 */
export function planFileCopy({ packageId, bucket, key, bytes, etag, segmentMs }: CopiedFile, cut: CutFile): CopyPlan {
  const { timesMs } = cut.cuts;
  const count = timesMs.length - 1;
  if (count > MOST_COPIED_SEGMENTS) {
    throw new ArchiverError('InvalidInput', `it makes over ${MOST_COPIED_SEGMENTS} segments; ask for longer ones`);
  }
  const segments = Array.from({ length: count }, (_, at) => ({
    source: 0,
    from: at,
    to: at + 1,
    // Sound may begin before the pictures, and end behind them.
    startMs: at === 0 ? Math.min(cut.startMs, timesMs[0] ?? 0) : (timesMs[at] ?? 0),
    endMs: at === count - 1 ? cut.endMs : (timesMs[at + 1] ?? 0),
    init: 0,
    isDiscontinuous: false,
  }));
  return {
    version: 1,
    packageId,
    segmentMs,
    isTimed: false,
    anchorMs: (segments[0]?.startMs ?? 0) - LEAD_MS,
    sources: [{ kind: 'file', bucket, key, bytes, etag }],
    inits: [{ source: 0 }],
    segments,
    warnings: warningsOf(cut, segments, segmentMs),
  };
}

function warningsOf(
  { leftOut }: CutFile,
  segments: readonly { readonly startMs: number; readonly endMs: number }[],
  segmentMs: number,
): CopyWarning[] {
  const warnings: CopyWarning[] = [];
  if (leftOut.length > 0) {
    warnings.push({ code: 'SoundLeftOut', message: `its sound is left out: HLS has no ${leftOut.join(', ')} in MP4` });
  }
  const longest = segments.reduce((most, { startMs, endMs }) => Math.max(most, endMs - startMs), 0);
  if (longest > LONG_TIMES * segmentMs) {
    const seconds = Math.round(longest / 1000);
    warnings.push({
      code: 'LongSegments',
      message: `its key frames lie up to ${seconds} s apart, and so do its segments`,
    });
  }
  return warnings;
}
