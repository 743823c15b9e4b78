import type { FragmentRecord } from '../storage/fragmentRecord.ts';

/** A fragment in its session. */
export interface TimelineEntry {
  readonly record: FragmentRecord;
  /** Its place in the session, from 1 on: the media sequence number of HLS, the segment number of DASH. */
  readonly sequence: number;
  /** Its start by the session's clock, in epoch milliseconds. */
  readonly startMs: number;
  readonly playMs: number;
  /** Where it begins when all before it play without a gap, in milliseconds from the session's first fragment. */
  readonly gaplessMs: number;
  /** Whether it is marked as discontinuous with the one before it. */
  readonly isDiscontinuous: boolean;
  /** How many fragments before it were. */
  readonly discontinuitySequence: number;
  /** The first fragment of those with its codec configuration; undefined for the configuration the session began with. */
  readonly configuredBy: string | undefined;
  readonly configuration: number;
}
