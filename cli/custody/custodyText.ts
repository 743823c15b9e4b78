import type { CustodyCounts } from '../../core/custody/CustodyRecord.ts';
import type { ErasureReport } from '../../functions/custody/steps/eraseFootage.ts';
import type { ProtectedObject } from '../../functions/custody/steps/findProtected.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';

/** `3 clips, 1 gap, 2 plans not archived yet: 640 fragments, 14 objects, 31 MB`. */
export function countsText({ clips, gaps, unarchived, fragments, objects, bytes }: CustodyCounts): string {
  const plans = [
    plural(clips, 'clip'),
    ...(gaps > 0 ? [plural(gaps, 'gap')] : []),
    ...(unarchived > 0 ? [`${plural(unarchived, 'plan')} not archived yet`] : []),
  ];
  return `${plans.join(', ')}: ${plural(fragments, 'fragment')}, ${plural(objects, 'object')}, ${formatBytes(bytes)}`;
}

/** What an erasure came to, line by line. */
export function erasureLines({ status, survey, record, refused }: ErasureReport, streamName: string): string[] {
  const beyond =
    survey.beyond === 0
      ? []
      : [`${plural(survey.beyond, 'clip')} only reach into the span and stay; --whole-clips takes them too`];
  switch (status) {
    case 'surveyed':
      return [`${streamName}: would erase ${countsText(survey.counts)}`, ...beyond];
    case 'refused':
      return [
        `${streamName}: nothing was erased: ${plural(survey.heldCount, 'object')} may not be deleted`,
        ...heldLines(refused, survey.heldCount),
      ];
    case 'unfinished':
      return [
        `${streamName}: not finished: ${plural(refused.length, 'object')} came under protection meanwhile`,
        ...heldLines(refused, refused.length),
        'the ledger says erased; run the same command again once they are free',
      ];
    case 'erased':
      return [
        `${streamName}: erased ${countsText(record?.counts ?? survey.counts)}`,
        ...beyond,
        `recorded as erasure ${record?.id}`,
      ];
  }
}

function heldLines(held: readonly ProtectedObject[], count: number): string[] {
  const lines = held.slice(0, 20).map(({ bucket, key, because }) => `  s3://${bucket}/${key}: ${because}`);
  return count > lines.length ? [...lines, `  ... and ${count - lines.length} more`] : lines;
}
