import type { Probe } from './Probe.ts';

export type PackageStatus = 'AWAITING_UPLOAD' | 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'ERROR' | 'CANCELED';

/** How the segments come to be: cut out of the original as they are, or coded anew in several sizes. */
export type PackageMethod = 'copy' | 'transcode';

/** What is asked for: `auto` copies archived footage in H.264 or H.265, and transcodes everything else. */
export type PackageMethodSetting = 'auto' | PackageMethod;

/** A file that somebody put into the staging bucket. */
export interface UploadSource {
  readonly kind: 'upload';
  readonly bucket: string;
  readonly key: string;
  readonly fileName: string;
  /** As announced, and then as it arrived. */
  readonly bytes?: number;
  /** With its quotes, as S3 gives it: of the object that this job packages. */
  readonly etag?: string;
  readonly contentType?: string;
  /** Hexadecimal, as announced. */
  readonly sha256?: string;
  /** Of the multipart upload that makes it, while it is under way. */
  readonly uploadId?: string;
}

/** A range of a stream, out of the archive. */
export interface ArchiveSource {
  readonly kind: 'archive';
  readonly streamName: string;
  /** Producer time. */
  readonly fromMs: number;
  readonly toMs: number;
}

export type PackageSource = UploadSource | ArchiveSource;

/** An original in the delivery bucket, which everything else is made of. */
export interface PackageOriginal {
  /** Below `packages/{packageId}/` in the delivery bucket. */
  readonly key: string;
  readonly bytes: number;
}

/** A warning or an error, with its text as whoever gave it wrote it. */
export interface PackageRemark {
  readonly code: string;
  readonly message: string;
}

/** One packaging job. What has ended stays as it ended. */
export interface PackageRecord {
  /** `package-` and 24 hexadecimal digits; the API calls it `jobId`, and its execution bears the same name. */
  readonly packageId: string;
  /** Form of this record. */
  readonly version: 1;
  readonly createdMs: number;
  /** Who asked for it; absent of a file that was put into the bucket past the API. */
  readonly createdBy?: string;
  readonly source: PackageSource;
  readonly status: PackageStatus;
  /** From 0 to 100; 100 only when it is complete. It only grows. */
  readonly percent: number;
  readonly asked: PackageMethodSetting;
  /** Length that segments are to have. */
  readonly segmentSeconds: number;
  readonly method?: PackageMethod;
  /** Of the first original. */
  readonly probe?: Probe;
  /** In order of time; several where the codec changes inside of an archived range. */
  readonly originals?: readonly PackageOriginal[];
  /** The export that makes the originals of an archived range. */
  readonly exportId?: string;
  readonly transcodeJobId?: string;
  readonly warnings?: readonly PackageRemark[];
  readonly error?: PackageRemark;
  readonly endedMs?: number;
  /** Of all files of the package. */
  readonly bytes?: number;
  /** How long it plays. */
  readonly durationMs?: number;
  /** Sizes of pictures that a player can choose from. */
  readonly renditions?: number;
  /** Pictures of it that there are besides; what is missing was not made. */
  readonly pictures?: { readonly poster: boolean; readonly sprite: boolean };
  /** When the record goes, and its files with it; absent where packages are kept for ever. */
  readonly expiresMs?: number;
}

/** Whether something is still to come. */
export const isOpen = ({ status }: Pick<PackageRecord, 'status'>): boolean =>
  status === 'AWAITING_UPLOAD' || status === 'SUBMITTED' || status === 'PROGRESSING';
