/** A rule of a bucket's lifecycle. Documented: user guide, "Lifecycle configuration elements". */
export interface LifecycleRule {
  readonly id?: string;
  readonly status: 'Enabled' | 'Disabled';
  readonly prefix?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly objectSizeGreaterThan?: number;
  readonly objectSizeLessThan?: number;
  readonly expirationDays?: number;
  /** UTC epoch milliseconds. */
  readonly expirationDateMs?: number;
  readonly abortIncompleteMultipartUploadDays?: number;
  /** Shown in listings and headers from their time on; the bytes stay where they are. */
  readonly transitions?: readonly { readonly days?: number; readonly storageClass: string }[];
  /** Delete markers behind which nothing is left are removed. */
  readonly expiredObjectDeleteMarker?: boolean;
  readonly noncurrentVersionExpirationDays?: number;
}
