import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type CopyPlan, copyPlanKey, readCopyPlan, writeCopyPlan } from '../../../core/packages/copy/CopyPlan.ts';
import { cutFile } from '../../../core/packages/copy/cutFile.ts';
import { planClipCopy } from '../../../core/packages/copy/planClipCopy.ts';
import { planFileCopy } from '../../../core/packages/copy/planFileCopy.ts';
import type { ArchiveSource, PackageRecord } from '../../../core/packages/Package.ts';
import { logger } from '../../logger.ts';
import { type OwnedSpan, playableClips } from '../../playback/steps/playableClips.ts';
import { readMoov } from '../../playback/steps/readMoov.ts';
import type { CopyPorts } from './copyPorts.ts';

/** A row ends with the time of its last frame, which may last so long. */
const LAST_FRAME_MS = 5000;
/** Rows that one span has at most: a month of clips of three minutes. */
const MOST_ROWS = 20_000;
/** Of a plan with as many segments as there may be. */
const MOST_PLAN_BYTES = 64 * 1024 * 1024;

/**
 * The plan of a package that is copied: the one that is written down, or else made now and written down.
 *
 * @throws ArchiverError `NotFound` where the archive has nothing of the span; `UnsupportedMedia`, `Corrupt` as `cutFile`
 */
export async function planCopy(record: PackageRecord, ports: CopyPorts): Promise<CopyPlan> {
  const place = { bucket: ports.workBucket, key: copyPlanKey(record.packageId) };
  const standing = await readPlan(place, ports);
  if (standing !== undefined) return standing;
  const { source } = record;
  const made = source.kind === 'archive' ? await planSpan(record, source, ports) : await planOriginal(record, ports);
  if ((await ports.objects.putIfAbsent(place, writeCopyPlan(made), 'application/json')) === 'stored') return made;
  // Whoever was first may have seen another archive.
  return (await readPlan(place, ports)) ?? made;
}

async function readPlan(
  place: { readonly bucket: string; readonly key: string },
  { objects }: CopyPorts,
): Promise<CopyPlan | undefined> {
  try {
    return readCopyPlan((await objects.getBytes(place, MOST_PLAN_BYTES)).bytes, place.key);
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function planSpan(
  { packageId, segmentSeconds }: PackageRecord,
  { streamName, fromMs, toMs }: ArchiveSource,
  ports: CopyPorts,
): Promise<CopyPlan> {
  const nowMs = ports.clock.now();
  const rows: OwnedSpan[] = [];
  for (const streamArn of await ports.names.arnsOf(streamName)) {
    for (const row of await ports.spans.between(streamArn, fromMs - LAST_FRAME_MS, toMs, MOST_ROWS)) {
      const isKept = row.retireAtMs === undefined || row.retireAtMs > nowMs;
      if (row.kind === 'clip' && isKept) rows.push({ ...row, streamArn });
    }
  }
  const owner = new Map(rows.map(({ planId, streamArn }) => [planId as string, streamArn]));
  const clips = await playableClips(streamName, rows, ports.indexes, ports, (planId, error) =>
    logger.error('a clip cannot be packaged', { streamName, planId, error }),
  );
  return planClipCopy(
    clips.map((clip) => ({ ...clip, streamArn: owner.get(clip.planId) ?? '' })),
    { packageId, streamName, fromMs, toMs, segmentMs: segmentSeconds * 1000 },
  );
}

async function planOriginal(
  { packageId, segmentSeconds, originals = [] }: PackageRecord,
  { objects, deliveryBucket }: CopyPorts,
): Promise<CopyPlan> {
  const [original] = originals;
  if (original === undefined) throw new ArchiverError('Internal', `${packageId} has no original yet`);
  const { key, bytes } = original;
  const place = { bucket: deliveryBucket, key };
  const segmentMs = segmentSeconds * 1000;
  const cut = cutFile(await readMoov(objects, place, bytes), bytes, segmentMs);
  const first = await objects.get(place, { from: 0, to: 1 });
  for await (const _ of first.body);
  return planFileCopy({ packageId, ...place, bytes, etag: first.etag, segmentMs }, cut);
}
