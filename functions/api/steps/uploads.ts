import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import { newPackage, type PackageSettings } from '../../../core/packages/newPackage.ts';
import type { PackageRecord, UploadSource } from '../../../core/packages/Package.ts';
import { packageIdOf } from '../../../core/packages/packageId.ts';
import { uploadKey } from '../../../core/packages/packagePlaces.ts';
import type { PackageFiles, UploadAddresses } from '../../../core/ports/packageFiles.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import { parseWith } from '../../../core/streams/enrolment.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

const MIB = 1024 ** 2;
/** Smaller files go in one piece. */
const IN_PARTS_FROM = 64 * MIB;
/** A part that is lost is put again: this much. */
const PART_BYTES = 32 * MIB;
/** An answer has room for so many addresses (S3 would take 10,000 parts). */
const MOST_PARTS = 2000;
/** How long addresses open: for a file of 20 GiB over a line of 10 Mbit/s. */
const ADDRESS_SECONDS = 6 * 3600;

const requestSchema = z.strictObject({
  fileName: z
    .string()
    .regex(
      /^[ -.0-[\]-~\u00a0-\ud7ff\ue000-\ufffd]{1,200}$/u,
      'is 1 to 200 characters without slashes and control characters',
    ),
  bytes: z.int().min(1, 'is less than 1'),
  contentType: z
    .string()
    .regex(
      /^(video\/[a-z0-9.+-]{1,64}|application\/(mp4|octet-stream))$/i,
      'is neither video/…, application/mp4 nor application/octet-stream',
    )
    .default('application/octet-stream'),
  /** Hexadecimal. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'is not 64 hexadecimal digits')
    .optional(),
  /** How the package is to be made. */
  method: z.enum(['auto', 'copy', 'transcode']).optional(),
  /** The same token is the same upload, however often it is asked for: an upload that broke off goes on. */
  clientToken: z.string().min(1).max(64).optional(),
});

const partsSchema = z.strictObject({
  parts: z
    .array(z.strictObject({ partNumber: z.int().min(1).max(10_000), etag: z.string().min(1).max(128) }))
    .min(1)
    .max(10_000),
});

export type UploadRequest = z.infer<typeof requestSchema>;

export interface UploadPorts {
  readonly packages: PackageStore;
  readonly files: PackageFiles;
  readonly addresses: UploadAddresses;
  readonly stagingBucket: string;
  readonly settings: PackageSettings;
  readonly clock: Clock;
}

/** @throws ArchiverError `InvalidInput`, naming the field */
export function parseUploadRequest(input: unknown, { maxBytes }: PackageSettings): UploadRequest {
  const request = parseWith(requestSchema, input);
  if (request.bytes > maxBytes) {
    throw new ArchiverError(
      'InvalidInput',
      `bytes: ${request.bytes} is more than ${maxBytes}, which is packaged at most`,
      {
        details: { field: 'bytes' },
      },
    );
  }
  return request;
}

/**
 * Announces a file, and says how it is to be put: in one piece, or in parts.
 *
 * @param asking who it is, and the id of the HTTP request, which names the job where no token was given
 * @throws ArchiverError `Conflict` where the token names another file, or one that has been put
 */
export async function announceUpload(
  request: UploadRequest,
  asking: { readonly subject: string; readonly requestId: string },
  ports: UploadPorts,
): Promise<Record<string, unknown>> {
  const { clientToken, method: asked, bytes } = request;
  const packageId =
    clientToken === undefined
      ? packageIdOf('upload', 'request', asking.requestId)
      : packageIdOf('upload', 'token', asking.subject, clientToken);
  const source = await sourceOf(packageId, request, ports);
  const nowMs = ports.clock.now();
  const record = await ports.packages.put(
    newPackage(
      {
        ...{ packageId, source, status: 'AWAITING_UPLOAD', createdBy: asking.subject },
        ...(asked === undefined ? {} : { asked }),
      },
      nowMs,
      ports.settings,
    ),
  );
  // Another call was first: the upload that was begun here is nobody's.
  const keptId = record.source.kind === 'upload' ? record.source.uploadId : undefined;
  if (source.uploadId !== undefined && keptId !== source.uploadId) {
    await ports.files.abortUpload(source, source.uploadId);
  }
  const standing = standingSource(record, request);
  const expiresAt = formatTime(nowMs + ADDRESS_SECONDS * 1000);
  const { uploadId } = standing;
  if (uploadId === undefined) {
    const { contentType = '', sha256 } = standing;
    const file = { bytes, contentType, ...(sha256 === undefined ? {} : { sha256 }) };
    const { url, headers } = await ports.addresses.putFile(standing, file, ADDRESS_SECONDS);
    return { jobId: packageId, method: 'PUT', url, headers, expiresAt };
  }
  const parts = await Promise.all(
    partsOf(bytes).map(async (part) => {
      const { url } = await ports.addresses.putPart(standing, { uploadId, ...part }, ADDRESS_SECONDS);
      return { partNumber: part.number, url, bytes: part.bytes };
    }),
  );
  const complete = { method: 'POST', path: `/v1/uploads/${packageId}/complete` };
  return { jobId: packageId, method: 'PUT', headers: {}, parts, complete, expiresAt };
}

async function sourceOf(
  packageId: string,
  { fileName, bytes, contentType, sha256 }: UploadRequest,
  { files, stagingBucket: bucket }: UploadPorts,
): Promise<UploadSource> {
  const key = uploadKey(packageId, fileName.replace(/[^A-Za-z0-9._-]/g, '_'));
  const place = { bucket, key };
  const uploadId = bytes < IN_PARTS_FROM ? undefined : await files.beginUpload(place, contentType);
  return {
    ...{ kind: 'upload', ...place, fileName, bytes, contentType },
    ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
    ...(uploadId === undefined ? {} : { uploadId }),
  };
}

/** The file that a record awaits. @throws ArchiverError `Conflict` where it is another, or has arrived */
function standingSource({ source, status }: PackageRecord, { fileName, bytes, sha256 }: UploadRequest): UploadSource {
  const isSame =
    source.kind === 'upload' &&
    source.fileName === fileName &&
    source.bytes === bytes &&
    source.sha256 === sha256?.toLowerCase();
  if (!isSame) throw new ArchiverError('Conflict', 'clientToken: another file was announced under it');
  if (status !== 'AWAITING_UPLOAD') throw new ArchiverError('Conflict', 'clientToken: this file has been put already');
  return source;
}

/** Parts of one length, but for the last. */
function partsOf(bytes: number): { number: number; bytes: number }[] {
  const length = Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS / MIB) * MIB);
  return Array.from({ length: Math.ceil(bytes / length) }, (_, index) => ({
    number: index + 1,
    bytes: Math.min(length, bytes - index * length),
  }));
}

/**
 * Makes a file of the parts that were put; from then on the job goes its way. Again is fine.
 *
 * @throws ArchiverError `InvalidInput` for parts that are not there; `Conflict` for an upload of one piece
 */
export async function completeUpload(
  record: PackageRecord,
  input: unknown,
  ports: Pick<UploadPorts, 'files'>,
): Promise<void> {
  const { parts } = parseWith(partsSchema, input);
  const { source, status } = record;
  if (source.kind !== 'upload') throw new ArchiverError('Conflict', 'id: is no upload');
  if (status !== 'AWAITING_UPLOAD') return;
  if (source.uploadId === undefined) throw new ArchiverError('Conflict', 'id: is not put in parts');
  const inOrder = [...parts].sort((a, b) => a.partNumber - b.partNumber);
  const put = inOrder.reduce((highest, { partNumber }) => Math.max(highest, partNumber), 0);
  const demanded = partsOf(source.bytes ?? 0).length;
  if (put !== demanded || parts.length !== demanded) {
    throw new ArchiverError('InvalidInput', `parts: has ${parts.length} parts, and the file has ${demanded}`, {
      details: { field: 'parts' },
    });
  }
  if ((await ports.files.describe(source)) !== undefined) return;
  const list = inOrder.map(({ partNumber, etag }) => ({ number: partNumber, etag }));
  await ports.files.completeUpload(source, source.uploadId, list);
}
