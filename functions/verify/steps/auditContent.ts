import type * as z from 'zod';
import { isArchiverError } from '../../../core/errors.ts';
import { type ClipRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { RowSummary } from '../../../core/ledger/rowSummary.ts';
import {
  type BundleManifest,
  bundleManifestSchema,
  type ClipManifest,
  clipManifestSchema,
  parseDocument,
} from '../../../core/manifests/manifest.ts';
import { compareBundled, compareBundleManifest } from '../../../core/verify/compareBundle.ts';
import { compareManifest, compareMedia, compareMp4, compareNumbers } from '../../../core/verify/compareManifest.ts';
import { type AuditMoments, about, manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import type { Finding, FindingCode } from '../../../core/verify/Finding.ts';
import { auditClipMedia } from './auditClipMedia.ts';
import type { AuditPorts, AuditSettings, Tally } from './auditPorts.ts';
import { compareFrames, type FrameSums } from './FrameSums.ts';
import { readBundle } from './readBundle.ts';

/**
 * Reads what a row names to the last byte: manifests, checksums, every sample of the clip, every fragment of the bundle,
 * and that the two hold the same frames.
 *
 * @param suspected keys that the listings told of already
 */
export async function auditContent(
  summary: RowSummary,
  suspected: ReadonlySet<string | undefined>,
  { nowMs }: AuditMoments,
  { decode }: Pick<AuditSettings, 'decode'>,
  ports: AuditPorts,
  tally: Tally,
): Promise<Finding[]> {
  if (summary.kind !== 'clip') return [];
  const row = await ports.ledger.get(summary.streamArn, planRowKey(summary));
  if (row?.kind !== 'clip') return [];
  const found = compareNumbers(row).map((message) => about(row, 'row-wrong', message));
  if (row.retireAtMs !== undefined && row.retireAtMs <= nowMs) return found;
  const audit = new RowAudit(row, suspected, ports, tally, found);
  const clipSums = await audit.ofFile(row.clip, (file) => audit.clip(file, decode));
  await audit.ofFile(row.bundle, (file) => audit.bundle(file, clipSums));
  return found;
}

/** The audit of one row's files. */
class RowAudit {
  readonly #row: ClipRow;
  readonly #suspected: ReadonlySet<string | undefined>;
  readonly #ports: AuditPorts;
  readonly #tally: Tally;
  readonly #found: Finding[];
  /** A row that contradicts itself is no measure for a bundle. */
  readonly #numbersAreRight: boolean;

  constructor(
    row: ClipRow,
    suspected: ReadonlySet<string | undefined>,
    ports: AuditPorts,
    tally: Tally,
    found: Finding[],
  ) {
    this.#row = row;
    this.#suspected = suspected;
    this.#ports = ports;
    this.#tally = tally;
    this.#found = found;
    this.#numbersAreRight = found.length === 0;
  }

  async ofFile<Result>(
    file: StoredFile | undefined,
    audit: (file: StoredFile) => Promise<Result>,
  ): Promise<Result | undefined> {
    if (file === undefined || this.#suspected.has(file.key)) return undefined;
    try {
      return await audit(file);
    } catch (error) {
      // Retired or erased while the audit ran; what was there before and is not now, the next audit tells.
      if (!isArchiverError(error, 'NotFound')) throw error;
      return undefined;
    }
  }

  /** @returns the sums of its frames, where they can be a measure for the bundle */
  async clip(file: StoredFile, decode: AuditSettings['decode']): Promise<FrameSums | undefined> {
    const manifest = await this.#manifest(file, clipManifestSchema);
    const media = await auditClipMedia(file, decode, this.#ports, this.#tally);
    if (this.#hasOtherBytes(file, media.sha256)) return undefined;
    const { inspection, broken, sampleFaults, decodeFaults, sums } = media;
    if (broken !== undefined) this.#tell(file, 'media-wrong', broken);
    for (const fault of sampleFaults) this.#tell(file, 'sample-broken', fault);
    // What is broken does not decode: once is enough.
    if (sampleFaults.length === 0) for (const fault of decodeFaults) this.#tell(file, 'does-not-decode', fault);
    if (inspection !== undefined && manifest !== undefined) {
      const key = manifestKeyOf(file.key);
      // The bytes are those that were stored: where the two disagree, it is the manifest that is wrong.
      for (const difference of compareMp4(manifest, inspection)) this.#tell(file, 'manifest-wrong', difference, key);
      for (const difference of compareMedia(manifest, inspection)) this.#tell(file, 'media-wrong', difference);
    }
    return broken === undefined && sampleFaults.length === 0 ? sums : undefined;
  }

  async bundle(file: StoredFile, clipSums: FrameSums | undefined): Promise<void> {
    const manifest = await this.#manifest(file, bundleManifestSchema);
    const { bytes, sha256, broken, fragments, sums } = await readBundle(file, this.#ports.objects);
    this.#tally.read += 1;
    this.#tally.readBytes += bytes;
    if (this.#hasOtherBytes(file, sha256)) return;
    const faults = broken === undefined ? [] : [broken];
    if (broken === undefined && this.#numbersAreRight) faults.push(...compareBundled(fragments, this.#row.numbers));
    if (faults.length === 0 && clipSums !== undefined) faults.push(...compareFrames(clipSums, sums, this.#row.source));
    for (const fault of faults) this.#tell(file, 'bundle-broken', fault);
    if (faults.length > 0 || manifest === undefined) return;
    const key = manifestKeyOf(file.key);
    for (const difference of compareBundleManifest(fragments, manifest)) {
      this.#tell(file, 'manifest-wrong', difference, key);
    }
  }

  /** What stands beside a file, if it agrees with the row: what is wrong already is no measure for the media. */
  async #manifest<Manifest extends ClipManifest | BundleManifest>(
    file: StoredFile,
    schema: z.ZodType<Manifest>,
  ): Promise<Manifest | undefined> {
    const key = manifestKeyOf(file.key);
    if (this.#suspected.has(key)) return undefined;
    const { bytes } = await this.#ports.objects.getBytes({ bucket: file.bucket, key });
    try {
      const manifest = parseDocument(schema, bytes, key);
      const differences = compareManifest(manifest, this.#row);
      for (const difference of differences) this.#tell(file, 'manifest-wrong', difference, key);
      return differences.length > 0 ? undefined : manifest;
    } catch (error) {
      if (!isArchiverError(error, 'Corrupt')) throw error;
      this.#tell(file, 'manifest-wrong', error.message, key);
      return undefined;
    }
  }

  #hasOtherBytes(file: StoredFile, sha256: string): boolean {
    if (sha256 === file.sha256) return false;
    this.#tell(file, 'checksum-wrong', `its SHA-256 is ${sha256}, and the ledger tells ${file.sha256}`);
    return true;
  }

  #tell({ bucket, key: fileKey }: StoredFile, code: FindingCode, because: string, key = fileKey): void {
    this.#found.push(about(this.#row, code, `${key}: ${because}`, { bucket, key }));
  }
}
