import { createHash } from 'node:crypto';
import { isArchiverError } from '../../../core/errors.ts';
import { type PlanLedgerRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { RowSummary } from '../../../core/ledger/rowSummary.ts';
import {
  type BundleManifest,
  bundleManifestSchema,
  type ClipManifest,
  clipManifestSchema,
  parseDocument,
} from '../../../core/manifests/manifest.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import {
  compareManifest,
  compareMedia,
  compareMp4,
  compareNumbers,
  comparePlaces,
} from '../../../core/verify/compareManifest.ts';
import { type AuditMoments, about, manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import type { Finding, FindingCode } from '../../../core/verify/Finding.ts';
import type { AuditPorts, Tally } from './auditPorts.ts';

/**
 * Reads what a row names to the last byte: manifest, checksum, and what is in the file.
 *
 * @param suspected keys that the listings told of already
 */
export async function auditContent(
  summary: RowSummary,
  suspected: ReadonlySet<string | undefined>,
  { nowMs }: AuditMoments,
  ports: AuditPorts,
  tally: Tally,
): Promise<Finding[]> {
  if (summary.kind !== 'clip') return [];
  const row = await ports.ledger.get(summary.streamArn, planRowKey(summary));
  if (row?.kind !== 'clip') return [];
  const found = compareNumbers(row).map((message) => about(row, 'row-wrong', message));
  if (row.retireAtMs !== undefined && row.retireAtMs <= nowMs) return found;
  for (const file of [row.clip, row.bundle]) {
    if (file === undefined || suspected.has(file.key)) continue;
    try {
      found.push(...(await auditFile(row, file, suspected, ports, tally)));
    } catch (error) {
      // Retired or erased while the audit ran; what was there before and is not now, the next audit tells.
      if (!isArchiverError(error, 'NotFound')) throw error;
    }
  }
  return found;
}

async function auditFile(
  row: PlanLedgerRow,
  file: StoredFile,
  suspected: ReadonlySet<string | undefined>,
  { objects }: AuditPorts,
  tally: Tally,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const tell = (code: FindingCode, because: string, key = file.key): void => {
    found.push(about(row, code, `${key}: ${because}`, { bucket: file.bucket, key }));
  };
  const isClip = file.key.endsWith('.mp4');
  const manifestKey = manifestKeyOf(file.key);
  let manifest: ClipManifest | BundleManifest | undefined;
  if (!suspected.has(manifestKey)) {
    const { bytes } = await objects.getBytes({ bucket: file.bucket, key: manifestKey });
    try {
      manifest = parseDocument(isClip ? clipManifestSchema : bundleManifestSchema, bytes, manifestKey);
      const differences = compareManifest(manifest, row);
      for (const difference of differences) tell('manifest-wrong', difference, manifestKey);
      // What is wrong already is no measure for the media.
      if (differences.length > 0) manifest = undefined;
    } catch (error) {
      if (!isArchiverError(error, 'Corrupt')) throw error;
      tell('manifest-wrong', error.message, manifestKey);
    }
  }
  const { body } = await objects.get(file);
  const hash = createHash('sha256');
  const inspector = isClip ? new Mp4Inspector() : undefined;
  let broken: string | undefined;
  for await (const chunk of body) {
    hash.update(chunk);
    tally.readBytes += chunk.length;
    if (broken === undefined) broken = refusal(() => inspector?.push(chunk));
  }
  tally.read += 1;
  const sha256 = hash.digest('hex');
  if (sha256 !== file.sha256) {
    tell('checksum-wrong', `its SHA-256 is ${sha256}, and the ledger tells ${file.sha256}`);
    return found;
  }
  if (manifest !== undefined && 'bundle' in manifest) {
    for (const difference of comparePlaces(manifest)) tell('media-wrong', difference);
  }
  if (inspector === undefined) return found;
  broken ??= refusal(() => {
    const inspection = inspector.end();
    if (manifest === undefined || !('clip' in manifest)) return;
    // The bytes are those that were stored: where the two disagree, it is the manifest that is wrong.
    for (const difference of compareMp4(manifest, inspection)) tell('manifest-wrong', difference, manifestKey);
    for (const difference of compareMedia(manifest, inspection)) tell('media-wrong', difference);
  });
  if (broken !== undefined) tell('media-wrong', broken);
  return found;
}

/** What a reader of bytes says against them; nothing where it takes them. */
function refusal(read: () => void): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (isArchiverError(error)) return error.message;
    throw error;
  }
}
