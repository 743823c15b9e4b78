import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type ExportFile, type ExportRecord, exportBytes, exportPercent } from '../../../core/exports/Export.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import { parseStreamName, parseWith } from '../../../core/streams/enrolment.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { parseTime } from '../../../core/time/parseTime.ts';
import { concludeExport } from '../../export/steps/concludeExport.ts';
import type { ExportPorts } from '../../export/steps/exportPorts.ts';

const DAY_MS = 86_400_000;
/** A record tells for so long what became of files that are gone. */
const TOLD_AFTERWARDS_MS = 7 * DAY_MS;
/** An export whose machine was never started is asked for again, or given up. */
const STARTED_WITHIN_MS = 60_000;

const time = z.union([z.string(), z.number()]);
const schema = z.strictObject({
  stream: z.string(),
  from: time,
  to: time,
  gaps: z.enum(['cut', 'keep']).default('cut'),
  /** What the file is called for whoever downloads it. */
  name: z
    .string()
    .regex(
      /^[ -.0-[\]-~\u00a0-\ud7ff\ue000-\ufffd]{1,128}$/u,
      'is 1 to 128 characters without slashes and control characters',
    )
    .optional(),
  /** The same token is the same export, however often it is asked for. */
  clientToken: z.string().min(1).max(64).optional(),
  burnClock: z.boolean().optional(),
});

export interface ExportApiPorts extends ExportPorts {
  readonly runs: Runs;
  readonly names: StreamNames;
  readonly links: ObjectLinks;
  /** How long files are kept. */
  readonly exportDays: number;
}

/** What is asked for. */
export interface ExportRequest extends Pick<ExportRecord, 'streamName' | 'fromMs' | 'toMs' | 'gaps' | 'name'> {
  readonly clientToken?: string;
}

/** @throws ArchiverError `InvalidInput`, naming the field */
export function parseExportRequest(input: unknown, nowMs: number): ExportRequest {
  const { stream, from, to, gaps, name = '', clientToken, burnClock = false } = parseWith(schema, input);
  const streamName = parseStreamName(stream, 'stream');
  const [fromMs, toMs] = [parseTime(from, 'from', nowMs), parseTime(to, 'to', nowMs)];
  if (fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${from} is not before to: ${to}`, { details: { field: 'from' } });
  }
  if (burnClock) {
    throw new ArchiverError(
      'InvalidInput',
      'burnClock: exports copy pictures as they are, and draw no clock into them',
      {
        details: { field: 'burnClock' },
      },
    );
  }
  return { streamName, fromMs, toMs, gaps, name, ...(clientToken === undefined ? {} : { clientToken }) };
}

/**
 * Asks for an export.
 *
 * @param asking who it is, and the id of the HTTP request, which names the export where no token was given
 * @throws ArchiverError `NotFound` where the archive never knew the stream; `Conflict` where the token names another
 */
export async function startExport(
  { clientToken, ...request }: ExportRequest,
  asking: { readonly subject: string; readonly requestId: string },
  ports: ExportApiPorts,
): Promise<Record<string, unknown>> {
  if ((await ports.names.arnsOf(request.streamName)).length === 0) {
    throw new ArchiverError('NotFound', `stream: ${request.streamName} is not enrolled, and never was`);
  }
  const called = clientToken === undefined ? `request ${asking.requestId}` : `token ${asking.subject} ${clientToken}`;
  const exportId = `export-${createHash('sha256').update(called).digest('hex').slice(0, 24)}`;
  const createdMs = ports.system.clock.now();
  const record = await ports.exports.put({
    exportId,
    ...request,
    createdMs,
    createdBy: asking.subject,
    status: 'QUEUED',
    copied: {},
    finished: {},
    expiresMs: createdMs + ports.exportDays * DAY_MS + TOLD_AFTERWARDS_MS,
  });
  const isSame = (['streamName', 'fromMs', 'toMs', 'gaps', 'name'] as const).every(
    (field) => record[field] === request[field],
  );
  if (!isSame) throw new ArchiverError('Conflict', 'clientToken: another export was asked for under it');
  // Its name is the export's: whoever asks again starts it if nobody has.
  if (record.status === 'QUEUED') await ports.runs.start(exportId, { exportId });
  return { exportId, executionId: exportId, status: record.status };
}

/** @throws ArchiverError `InvalidInput`, `NotFound` */
export async function exportOf(
  id: string | undefined,
  ports: Pick<ExportPorts, 'exports'>,
  field = 'id',
): Promise<ExportRecord> {
  if (id === undefined || !/^[A-Za-z0-9-]{1,64}$/.test(id)) {
    throw new ArchiverError('InvalidInput', `${field}: is not that of an export`, { details: { field } });
  }
  const record = await ports.exports.get(id);
  if (record === undefined) throw new ArchiverError('NotFound', `${field}: there is no export ${id}`);
  return record;
}

/** An export whose execution has ended without saying so (it was stopped from outside) has failed. */
export async function settledExport(record: ExportRecord, ports: ExportApiPorts): Promise<ExportRecord> {
  if (record.status !== 'QUEUED' && record.status !== 'RUNNING') return record;
  const { exportId, createdMs } = record;
  try {
    const { status, error = 'Internal', cause = 'its execution has ended' } = await ports.runs.describe(exportId);
    if (status === 'RUNNING') return record;
    await concludeExport({ exportId, failure: { Error: error, Cause: cause } }, ports);
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    if (ports.system.clock.now() - createdMs < STARTED_WITHIN_MS) return record;
    await concludeExport({ exportId, failure: { Error: 'Internal', Cause: 'it was never started' } }, ports);
  }
  return (await ports.exports.get(exportId)) ?? record;
}

/** When the files of a complete export go. */
export const filesExpireMs = ({ endedMs = 0 }: ExportRecord, exportDays: number): number =>
  endedMs + exportDays * DAY_MS;

/** An export as the API shows it; links where its files are there. */
export async function showExport(
  record: ExportRecord,
  expiresSeconds: number,
  ports: ExportApiPorts,
): Promise<Record<string, unknown>> {
  const { plan, endedMs, error } = record;
  const isThere = record.status === 'COMPLETE' && ports.system.clock.now() < filesExpireMs(record, ports.exportDays);
  const files = isThere
    ? await Promise.all((plan?.files ?? []).map((file, index) => showFile(file, index, record, expiresSeconds, ports)))
    : [];
  return {
    ...summaryOf(record),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    ...(record.status === 'COMPLETE' ? { filesExpireAt: formatTime(filesExpireMs(record, ports.exportDays)) } : {}),
    files,
    skipped: plan?.skipped ?? [],
    skippedCount: plan?.skippedCount ?? 0,
    ...(error === undefined ? {} : { error }),
  };
}

/** An export as lists show it. */
export function summaryOf(record: ExportRecord): Record<string, unknown> {
  const { exportId, streamName, fromMs, toMs, gaps, name, status, createdMs, createdBy } = record;
  return {
    exportId,
    executionId: exportId,
    streamName,
    from: formatTime(fromMs),
    to: formatTime(toMs),
    gaps,
    ...(name === '' ? {} : { name }),
    status,
    percent: exportPercent(record),
    bytes: exportBytes(record),
    createdAt: formatTime(createdMs),
    createdBy,
  };
}

async function showFile(
  file: ExportFile,
  index: number,
  record: ExportRecord,
  expiresSeconds: number,
  { links }: ExportApiPorts,
): Promise<Record<string, unknown>> {
  const { fileName, bytes, startMs, endMs, durationMs, codecs, clips } = file;
  const { url, expiresMs } = await links.linkTo(file, { expiresSeconds, fileName });
  const checksums = record.finished[String(index)] ?? {};
  return {
    ...{ url, expiresAt: formatTime(expiresMs), fileName, bytes },
    ...checksums,
    ...{ startMs, endMs, durationMs, codecs, clips },
  };
}
