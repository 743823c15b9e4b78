import type { Change } from '../changes/Change.ts';

/** Who changed what, and when. Records are written once, and forgotten after the days that the owner set. */
export interface ChangeLog {
  /** The same request twice is one record. */
  put(change: Change): Promise<void>;
  /**
   * The changes of a stream, or, with `undefined`, those that are about none; newest first.
   * @throws ArchiverError `InvalidInput` for an `after` that is none of ours
   */
  list(
    stream: string | undefined,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly items: readonly Change[]; readonly nextToken: string | undefined }>;
}
