import type { ExportPlan, ExportRecord, FinishedFile } from '../exports/Export.ts';

/** What an export can come to. */
export type ExportEnd =
  | { readonly status: 'COMPLETE' | 'CANCELED' }
  | { readonly status: 'ERROR'; readonly error: { readonly code: string; readonly message: string } };

/** Exports, each a record of its own. What has ended stays as it ended. */
export interface ExportStore {
  /** Keeps a new record unless one of its id is there; gives the one that is there then. */
  put(record: ExportRecord): Promise<ExportRecord>;
  /** Strongly consistent. */
  get(exportId: string): Promise<ExportRecord | undefined>;
  /** The newest first. Eventually consistent. @throws ArchiverError `InvalidInput` for an `after` that is not of ours */
  list(limit: number, after?: string): Promise<{ items: readonly ExportRecord[]; nextToken?: string }>;
  /**
   * Writes the plan down and begins: of two at once one is first.
   *
   * @returns the record as it stands then, whoever's plan it bears; undefined where it is gone
   */
  begin(exportId: string, plan: ExportPlan): Promise<ExportRecord | undefined>;
  /** How many bytes of a group of parts are in place; of a record that is not RUNNING nothing is written. */
  noteCopied(exportId: string, batch: string, bytes: number): Promise<void>;
  /** A file is put together; of a record that is not RUNNING nothing is written. */
  noteFinished(exportId: string, file: number, finished: FinishedFile): Promise<void>;
  /**
   * Ends a record that has not ended; `CANCELED` also ends one that is complete.
   *
   * @returns the record as it stands then; undefined where it is gone
   */
  end(exportId: string, end: ExportEnd, endedMs: number): Promise<ExportRecord | undefined>;
}
