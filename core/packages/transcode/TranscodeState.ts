import type { PackageRemark } from '../Package.ts';

export type TranscodeStatus = 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'ERROR' | 'CANCELED';

/** How far a transcoder's job is. */
export interface TranscodeState {
  readonly jobId: string;
  readonly status: TranscodeStatus;
  /** Whole, 0 to 100; 100 of a complete one alone. */
  readonly percent: number;
  readonly warnings: readonly PackageRemark[];
  /** The service's own code and text. */
  readonly error?: PackageRemark;
  /** How long the longest of its outputs plays. */
  readonly durationMs?: number;
}

/** As the service counts them, and tells their text in a job but not in an event. */
export interface WarningCount {
  readonly code: number;
  readonly count: number;
}
