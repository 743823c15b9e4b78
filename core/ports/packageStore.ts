import type { PackageRecord, PackageRemark, PackageSource } from '../packages/Package.ts';

/** What is found out about a package on the way. */
export type PackageNotes = Partial<
  Pick<
    PackageRecord,
    'source' | 'method' | 'probe' | 'originals' | 'exportId' | 'transcodeJobId' | 'warnings' | 'durationMs'
  >
>;

/** What a package can come to. */
export type PackageEnd =
  | { readonly status: 'CANCELED' }
  | ({ readonly status: 'COMPLETE' } & Pick<PackageRecord, 'bytes' | 'durationMs' | 'renditions' | 'pictures'>)
  | { readonly status: 'ERROR'; readonly error: PackageRemark };

/** Packaging jobs, each a record of its own. What has ended stays as it ended. */
export interface PackageStore {
  /** Keeps a new record unless one of its id is there; gives the one that is there then. */
  put(record: PackageRecord): Promise<PackageRecord>;
  /** Strongly consistent. */
  get(packageId: string): Promise<PackageRecord | undefined>;
  /** The newest first. Eventually consistent. @throws ArchiverError `InvalidInput` for an `after` that is not of ours */
  list(limit: number, after?: string): Promise<{ items: readonly PackageRecord[]; nextToken?: string }>;
  /**
   * The file has arrived: `AWAITING_UPLOAD` becomes `SUBMITTED`.
   *
   * @param expiresMs of the record from now on
   * @returns the record as it stands then, whoever's file it names; undefined where it is gone
   */
  submit(packageId: string, source: PackageSource, expiresMs: number | undefined): Promise<PackageRecord | undefined>;
  /**
   * Writes down what was found out of a record that is `SUBMITTED` or `PROGRESSING`; it is `PROGRESSING` then.
   *
   * @returns the record as it stands then; undefined where it is gone
   */
  note(packageId: string, notes: PackageNotes): Promise<PackageRecord | undefined>;
  /** How far it is, in whole percent up to 99: of a record under way, and only onwards. */
  progress(packageId: string, percent: number): Promise<void>;
  /**
   * Ends a record that has not ended.
   *
   * @returns the record as it stands then; undefined where it is gone
   */
  end(packageId: string, end: PackageEnd, endedMs: number): Promise<PackageRecord | undefined>;
  /** Takes a record away; absent is fine. */
  delete(packageId: string): Promise<void>;
}
