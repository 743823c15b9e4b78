import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import { newPackage, type PackageSettings } from '../../../core/packages/newPackage.ts';
import type { PackageMethodSetting, PackageRecord } from '../../../core/packages/Package.ts';
import { executionOf, isPackageId, packageIdOf } from '../../../core/packages/packageId.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import { parseStreamName, parseWith } from '../../../core/streams/enrolment.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { parseTime } from '../../../core/time/parseTime.ts';
import type { PackageOutputs } from '../../delivery/steps/packageOutputs.ts';
import { type Caller, mayReach } from '../caller.ts';

const time = z.union([z.string(), z.number()]);
const schema = z.strictObject({
  stream: z.string().optional(),
  /** The same, as lists call it. */
  streamName: z.string().optional(),
  from: time,
  to: time,
  method: z.enum(['auto', 'copy', 'transcode']).optional(),
  /** The same token is the same job, however often it is asked for. */
  clientToken: z.string().min(1).max(64).optional(),
});

/** An archived range that is to be packaged. */
export interface RangeRequest {
  readonly streamName: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly method?: PackageMethodSetting;
  readonly clientToken?: string;
}

export interface JobPorts {
  readonly packages: PackageStore;
  readonly runs: Pick<Runs, 'start'>;
  readonly names: StreamNames;
  readonly settings: PackageSettings;
  readonly clock: Clock;
}

/** @throws ArchiverError `InvalidInput`, naming the field */
export function parseRangeRequest(input: unknown, nowMs: number): RangeRequest {
  const { stream, streamName = stream, from, to, method, clientToken } = parseWith(schema, input);
  if (streamName === undefined || (stream !== undefined && stream !== streamName)) {
    throw new ArchiverError('InvalidInput', 'stream: names the stream, once', { details: { field: 'stream' } });
  }
  const [fromMs, toMs] = [parseTime(from, 'from', nowMs), parseTime(to, 'to', nowMs)];
  if (fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${from} is not before to: ${to}`, { details: { field: 'from' } });
  }
  return {
    ...{ streamName: parseStreamName(streamName, 'stream'), fromMs, toMs },
    ...(method === undefined ? {} : { method }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
}

/**
 * Has an archived range packaged.
 *
 * @param asking who it is, and the id of the HTTP request, which names the job where no token was given
 * @throws ArchiverError `NotFound` where the archive never knew the stream; `Conflict` where the token names another
 */
export async function packageRange(
  { clientToken, method: asked, ...range }: RangeRequest,
  asking: { readonly subject: string; readonly requestId: string },
  ports: JobPorts,
): Promise<PackageRecord> {
  if ((await ports.names.arnsOf(range.streamName)).length === 0) {
    throw new ArchiverError('NotFound', `stream: ${range.streamName} is not enrolled, and never was`);
  }
  const packageId =
    clientToken === undefined
      ? packageIdOf('range', 'request', asking.requestId)
      : packageIdOf('range', 'token', asking.subject, clientToken);
  const source = { kind: 'archive', ...range } as const;
  const wanted = { packageId, source, status: 'SUBMITTED', createdBy: asking.subject } as const;
  const record = await ports.packages.put(
    newPackage({ ...wanted, ...(asked === undefined ? {} : { asked }) }, ports.clock.now(), ports.settings),
  );
  const { source: standing } = record;
  const isSame =
    standing.kind === 'archive' &&
    (['streamName', 'fromMs', 'toMs'] as const).every((field) => standing[field] === range[field]);
  if (!isSame) throw new ArchiverError('Conflict', 'clientToken: another range was asked for under it');
  if (record.status === 'SUBMITTED') await ports.runs.start(executionOf(record), { packageId });
  return record;
}

/** @throws ArchiverError `InvalidInput`, `NotFound` */
export async function jobOf(
  id: string | undefined,
  { packages }: { readonly packages: Pick<PackageStore, 'get'> },
  field = 'id',
): Promise<PackageRecord> {
  if (id === undefined || !isPackageId(id)) {
    throw new ArchiverError('InvalidInput', `${field}: is not that of a job`, { details: { field } });
  }
  const record = await packages.get(id);
  if (record === undefined) throw new ArchiverError('NotFound', `${field}: there is no job ${id}`);
  return record;
}

/** Whether a caller may know of a job: of his stream's footage, or of a file that he brought. */
export function mayReachJob(caller: Caller, { source, createdBy }: PackageRecord): boolean {
  if (caller.streams === undefined) return true;
  return source.kind === 'archive' ? mayReach(caller, source.streamName) : createdBy === caller.subject;
}

/** @throws ArchiverError `AccessDenied` */
export function assertMayReachJob(caller: Caller, record: PackageRecord): void {
  if (mayReachJob(caller, record)) return;
  throw new ArchiverError('AccessDenied', 'id: is a job of a stream that your token is not good for');
}

/** A job as lists show it. */
export function jobSummary(record: PackageRecord): Record<string, unknown> {
  const { packageId, source, status, percent, method, createdMs, createdBy, endedMs, bytes, durationMs } = record;
  return {
    jobId: packageId,
    status,
    percent,
    ...(source.kind === 'upload'
      ? { fileName: source.fileName }
      : { streamName: source.streamName, from: formatTime(source.fromMs), to: formatTime(source.toMs) }),
    ...(method === undefined ? {} : { method }),
    createdAt: formatTime(createdMs),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(record.warnings === undefined ? {} : { warnings: record.warnings }),
    ...(record.error === undefined ? {} : { error: record.error }),
  };
}

/** A job with all that is known of it; addresses where there is something to play. */
export async function showJob(
  record: PackageRecord,
  expiresMs: number,
  outputsOf: (record: PackageRecord, expiresMs: number) => Promise<PackageOutputs>,
): Promise<Record<string, unknown>> {
  const { probe, renditions, expiresMs: goesMs } = record;
  const outputs = record.status === 'COMPLETE' ? await outputsOf(record, expiresMs) : undefined;
  return {
    ...jobSummary(record),
    ...(probe === undefined ? {} : { probe }),
    ...(renditions === undefined ? {} : { renditions }),
    ...(goesMs === undefined ? {} : { expiresAt: formatTime(goesMs) }),
    ...(outputs === undefined ? {} : { outputs, outputsExpireAt: formatTime(expiresMs) }),
  };
}
