import type { ArchiverError } from '../../core/errors.ts';
import type { DiskTrouble } from '../spool/diskTrouble.ts';
import type { Lane } from './Lane.ts';
import type { PlannedEnd } from './PlannedEnd.ts';

/** What a producer tells while it runs; for status lines and tests, nothing depends on it. */
export type ProducerEvent =
  | { readonly kind: 'stream-created'; readonly streamName: string; readonly retentionHours: number }
  /** What an earlier run left in the spool; its losses come as `dropped`. */
  | {
      readonly kind: 'recovered';
      readonly fragments: number;
      readonly bytes: number;
      readonly firstMs: number | undefined;
    }
  | { readonly kind: 'connected'; readonly endpoint: string; readonly lane: Lane['kind'] }
  /** A fragment is complete and waits. */
  | {
      readonly kind: 'kept';
      readonly timecodeMs: number;
      readonly bytes: number;
      readonly waiting: number;
      readonly waitingBytes: number;
      /** Producer time of the oldest that waits. */
      readonly oldestMs: number;
    }
  /** The spool's disk is full or takes nothing more: fragments stay in memory; or that is over. */
  | { readonly kind: 'spool'; readonly trouble: DiskTrouble | 'over'; readonly reason: string }
  /** Only events: a fragment that no event asked for has grown older than the pre-roll. */
  | { readonly kind: 'passed-over'; readonly timecodeMs: number; readonly bytes: number }
  /** Only events: an event opens the gate. */
  | { readonly kind: 'released'; readonly timecodeMs: number; readonly untilMs: number }
  | { readonly kind: 'sent'; readonly timecodeMs: number; readonly bytes: number; readonly again: boolean }
  | { readonly kind: 'buffering' | 'received'; readonly timecodeMs: number; readonly fragmentNumber: string }
  | {
      readonly kind: 'persisted';
      readonly timecodeMs: number;
      readonly fragmentNumber: string;
      /** Fragments and bytes that still wait. */
      readonly waiting: number;
      readonly waitingBytes: number;
      /** Producer time of the oldest that still waits. */
      readonly oldestMs: number | undefined;
    }
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'refused';
      readonly errorId: number;
      readonly errorCode: string;
      readonly timecodeMs: number | undefined;
    }
  /** A fragment is lost, and why: nothing is lost without one of these. */
  | { readonly kind: 'dropped'; readonly timecodeMs: number; readonly lastMs: number; readonly reason: string }
  /** Somebody should change something at the source; said once. */
  | { readonly kind: 'notice'; readonly message: string }
  | { readonly kind: 'disconnected'; readonly reason: string; readonly unpersisted: number }
  /** A connection ended as planned, everything that went out on it acknowledged. */
  | { readonly kind: 'ended'; readonly end: PlannedEnd }
  | { readonly kind: 'waiting'; readonly ms: number; readonly because: ArchiverError };

export type OnProducerEvent = (event: ProducerEvent) => void;
