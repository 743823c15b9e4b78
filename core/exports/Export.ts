import type { GapMode } from './ExportComposer.ts';

export type ExportStatus = 'QUEUED' | 'RUNNING' | 'COMPLETE' | 'ERROR' | 'CANCELED';

/** A file of an export: planned, and, with `crc64nvme`, put together. */
export interface ExportFile {
  readonly bucket: string;
  readonly key: string;
  readonly fileName: string;
  /** Of the multipart upload that makes it. */
  readonly uploadId: string;
  readonly bytes: number;
  readonly parts: number;
  /** Parts are carried out in groups of so many documents in the work bucket. */
  readonly batches: number;
  /** Producer time of the beginning and the end of what it shows. */
  readonly startMs: number;
  readonly endMs: number;
  /** How long it plays. */
  readonly durationMs: number;
  readonly codecs: readonly string[];
  readonly clips: number;
}

/** What is known of a file once it is put together. */
export interface FinishedFile {
  /** Base64, as S3 gives it: of the whole object. */
  readonly crc64nvme?: string;
  /** Hexadecimal; absent of a file that is too long to be read for it. */
  readonly sha256?: string;
}

/** A stretch of the range that is in no file, and why. */
export interface SkippedSpan {
  readonly startMs: number;
  readonly endMs: number;
  /** A reason of the timeline; `no-mp4` where the archive has it in a form that no MP4 is made of. */
  readonly reason: string;
}

/** What an export is about to put together: written down once, and never changed. */
export interface ExportPlan {
  /** Where the documents of its parts lie in the work bucket, with a slash at its end. */
  readonly prefix: string;
  readonly files: readonly ExportFile[];
  readonly skipped: readonly SkippedSpan[];
  /** How many there are where more were skipped than are listed. */
  readonly skippedCount: number;
}

/** One export: a range of a stream as one file, or as several where the codec changes inside. */
export interface ExportRecord {
  readonly exportId: string;
  readonly streamName: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly gaps: GapMode;
  readonly name: string;
  readonly createdMs: number;
  /** Who asked for it. */
  readonly createdBy: string;
  readonly status: ExportStatus;
  readonly plan?: ExportPlan;
  /** Bytes that are in place, by group of parts (`{file}-{batch}`). */
  readonly copied: Readonly<Record<string, number>>;
  /** By number of the file. */
  readonly finished: Readonly<Record<string, FinishedFile>>;
  readonly error?: { readonly code: string; readonly message: string };
  readonly endedMs?: number;
  /** When the record goes, and its files with it. */
  readonly expiresMs: number;
}

/** Bytes of all files. */
export function exportBytes({ plan }: Pick<ExportRecord, 'plan'>): number {
  return (plan?.files ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How much of the work is done, from 0 to 100; 100 only when all is. Reading for the checksums is a fifth of it. */
export function exportPercent(record: ExportRecord): number {
  if (record.status === 'COMPLETE') return 100;
  const total = exportBytes(record);
  if (total === 0) return 0;
  const copied = Object.values(record.copied).reduce((sum, bytes) => sum + bytes, 0);
  const finished = (record.plan?.files ?? []).reduce(
    (sum, { bytes }, index) => sum + (record.finished[String(index)] === undefined ? 0 : bytes),
    0,
  );
  return Math.min(99, Math.floor((80 * copied + 20 * finished) / total));
}
