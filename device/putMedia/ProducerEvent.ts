import type { ArchiverError } from '../../core/errors.ts';

/** What a producer tells while it runs; for status lines and tests, nothing depends on it. */
export type ProducerEvent =
  | { readonly kind: 'stream-created'; readonly streamName: string; readonly retentionHours: number }
  | { readonly kind: 'connected'; readonly endpoint: string }
  | { readonly kind: 'sent'; readonly timecodeMs: number; readonly bytes: number; readonly again: boolean }
  | { readonly kind: 'buffering' | 'received'; readonly timecodeMs: number; readonly fragmentNumber: string }
  | {
      readonly kind: 'persisted';
      readonly timecodeMs: number;
      readonly fragmentNumber: string;
      /** Fragments and bytes that still wait. */
      readonly waiting: number;
      readonly waitingBytes: number;
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
  | { readonly kind: 'disconnected'; readonly reason: string; readonly unpersisted: number }
  /** A planned new connection, everything acknowledged. */
  | { readonly kind: 'renewed' }
  | { readonly kind: 'waiting'; readonly ms: number; readonly because: ArchiverError };

export type OnProducerEvent = (event: ProducerEvent) => void;
