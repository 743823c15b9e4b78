import { ArchiverError } from '../../errors.ts';
import { arrangeSegments, type PlaySegment } from '../../playback/arrangeSegments.ts';
import type { PlayableClip } from '../../playback/ClipIndex.ts';
import { clipSegment, type PlaySpan } from '../../playback/clipSegments.ts';
import { groupFragments } from '../../playback/groupFragments.ts';
import { formatSpan } from '../../time/formatTime.ts';
import { type CopyPlan, type CopySource, type CopyWarning, MOST_COPIED_SEGMENTS } from './CopyPlan.ts';

/** Sound may lie before the first picture, and pictures are decoded before they are shown. */
export const LEAD_MS = 10_000;
/** A span is not cut at a frame, and a camera's clock is not exact. */
const TOLERANCE_MS = 2000;

/** A clip, and whose. */
export interface CopiedClip extends PlayableClip {
  readonly streamArn: string;
}

/** A span of a stream that is to be packaged. */
export interface CopiedSpan extends PlaySpan {
  readonly packageId: string;
  readonly streamName: string;
  readonly segmentMs: number;
}

interface Found extends PlaySegment {
  readonly clip: CopiedClip;
  readonly from: number;
  readonly to: number;
}

/**
 * Which fragments of which clips make which segments: every fragment that reaches into the span, none that does not. Footage
 * that is there twice is taken once.
 *
 * @param clips in any order
 * @throws ArchiverError `NotFound` where none reaches into the span; `InvalidInput` where it is too long
 */
export function planClipCopy(clips: readonly CopiedClip[], span: CopiedSpan): CopyPlan {
  const { packageId, streamName, segmentMs, fromMs, toMs } = span;
  const arranged = arrangeSegments(clips.flatMap((clip) => segmentsOf(clip, span)));
  const [first] = arranged;
  if (first === undefined)
    throw new ArchiverError('NotFound', `the archive holds nothing of ${streamName} in that span`);
  if (arranged.length > MOST_COPIED_SEGMENTS) {
    throw new ArchiverError('InvalidInput', `to: the span makes over ${MOST_COPIED_SEGMENTS} segments; ask for less`);
  }
  const sources = new Map<CopiedClip, number>();
  const inits = new Map<string, { number: number; source: number }>();
  const segments = arranged.map(({ clip, from, to, startMs, endMs, configuration, isDiscontinuous }) => {
    const source = sources.get(clip) ?? sources.size;
    sources.set(clip, source);
    const init = inits.get(configuration) ?? { number: inits.size, source };
    inits.set(configuration, init);
    return { source, from, to, startMs, endMs, init: init.number, isDiscontinuous };
  });
  return {
    version: 1,
    packageId,
    segmentMs,
    isTimed: true,
    anchorMs: first.startMs - LEAD_MS,
    sources: [...sources.keys()].map(
      ({ streamArn, endMs, planId }): CopySource => ({ kind: 'clip', streamName, streamArn, endMs, planId }),
    ),
    inits: [...inits.values()].map(({ source }) => ({ source })),
    segments,
    warnings: missing(arranged, fromMs, toMs),
  };
}

function segmentsOf(clip: CopiedClip, { fromMs, toMs, segmentMs }: CopiedSpan): Found[] {
  const { timesMs, configuration } = clip;
  const reaches = (at: number): boolean => (timesMs[at] ?? 0) < toMs && (timesMs[at + 1] ?? 0) > fromMs;
  let first = 0;
  let end = timesMs.length - 1;
  while (first < end && !reaches(first)) first += 1;
  while (end > first && !reaches(end - 1)) end -= 1;
  const place = clipSegment(clip);
  return groupFragments(timesMs.slice(first, end + 1), segmentMs).map((group) => {
    const [from, to] = [first + group.from, first + group.to];
    const uri = `${place}/${from}`;
    return { clip, from, to, startMs: timesMs[from] ?? 0, endMs: timesMs[to] ?? 0, configuration, uri, mapUri: place };
  });
}

function missing(segments: readonly PlaySegment[], fromMs: number, toMs: number): CopyWarning[] {
  let holes = 0;
  let missingMs = 0;
  let shownMs = fromMs;
  const lack = (untilMs: number): void => {
    if (untilMs - shownMs <= TOLERANCE_MS) return;
    holes += 1;
    missingMs += untilMs - shownMs;
  };
  for (const { startMs, endMs } of segments) {
    lack(startMs);
    shownMs = Math.max(shownMs, endMs);
  }
  lack(toMs);
  if (holes === 0) return [];
  const times = holes === 1 ? 'at one place' : `at ${holes} places`;
  return [{ code: 'FootageMissing', message: `${formatSpan(missingMs)} of the span are not in the archive, ${times}` }];
}
