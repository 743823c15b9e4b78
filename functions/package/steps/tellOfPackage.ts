import type { PackageRecord, PackageRemark } from '../../../core/packages/Package.ts';
import type { EventPublisher } from '../../../core/ports/runLog.ts';

/** What everybody is told of a package: the job as lists show it, without addresses. */
const about = ({ packageId, source, status, percent, method }: PackageRecord): Record<string, unknown> => ({
  jobId: packageId,
  status,
  percent,
  ...(method === undefined ? {} : { method }),
  ...(source.kind === 'upload'
    ? { fileName: source.fileName, bucket: source.bucket, key: source.key }
    : { streamName: source.streamName, fromMs: source.fromMs, toMs: source.toMs }),
});

/** A step forward worth telling: another tenth of the work. */
export async function tellProgress(
  record: PackageRecord,
  percent: number,
  { events }: { readonly events: EventPublisher },
): Promise<void> {
  if (Math.floor(percent / 10) <= Math.floor(record.percent / 10) || percent >= 100) return;
  await events.publish('Package Progressed', { ...about(record), status: 'PROGRESSING', percent: Math.floor(percent) });
}

/** What was remarked and stands in no record yet. */
export async function tellWarnings(
  record: PackageRecord,
  warnings: readonly PackageRemark[],
  { events }: { readonly events: EventPublisher },
): Promise<void> {
  if (warnings.length > 0) await events.publish('Package Warned', { ...about(record), warnings });
}

/** What it has come to. Of one that was taken back nothing is told: whoever did it knows. */
export async function tellEnd(record: PackageRecord, { events }: { readonly events: EventPublisher }): Promise<void> {
  const { error, bytes, durationMs } = record;
  if (record.status === 'COMPLETE') {
    await events.publish('Package Completed', { ...about(record), bytes, durationMs });
  }
  if (record.status === 'ERROR') await events.publish('Package Failed', { ...about(record), error });
}
