import type { ShareRecord } from '../shares/Share.ts';

/** Links that people were sent. */
export interface ShareStore {
  /** @throws ArchiverError `Conflict` where there is one of that id */
  put(share: ShareRecord): Promise<void>;
  /** Strongly consistent. */
  get(shareId: string): Promise<ShareRecord | undefined>;
  /**
   * The newest first, eventually consistent; a page may have fewer than `limit`, also none, and yet not be the last.
   *
   * @param createdBy whose; everybody's without it
   * @throws ArchiverError `InvalidInput` for an `after` that is not of ours
   */
  list(
    limit: number,
    after?: string,
    createdBy?: string,
  ): Promise<{ items: readonly ShareRecord[]; nextToken?: string }>;
  /** From now on it opens nothing; again is fine, and of one that is not there nothing is written. */
  revoke(shareId: string, nowMs: number): Promise<void>;
  /** It was opened once more. */
  noteOpened(shareId: string, nowMs: number): Promise<void>;
  /** Somebody had the link and not the password. */
  noteRefused(shareId: string): Promise<void>;
}
