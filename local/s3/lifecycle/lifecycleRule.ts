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
  /** Kept and returned, not enforced: one storage class is as good as another on one disk. */
  readonly transitions?: readonly { readonly days?: number; readonly storageClass: string }[];
  /** Kept and returned: one version of an object is kept. */
  readonly noncurrentVersionExpirationDays?: number;
}
