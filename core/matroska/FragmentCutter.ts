import { ArchiverError } from '../errors.ts';
import type { CutEvent } from './CutEvent.ts';

/** Bounds of a `FragmentCutter`, in bytes. */
export interface CutterLimits {
  /** Cluster and trailing Tags together; 50 MB where not given (documented: KVS service quotas, fragment size). */
  readonly maxFragmentBytes?: number;
  /** Everything before the first Cluster of a document; 4 MiB where not given. */
  readonly maxHeaderBytes?: number;
}

/**
 * Cuts a PutMedia body into fragments while it arrives. Memory is bounded by the limits, time is linear in the bytes
 * and in the chunks, and the events are the same for any chunking. Never throws for bad bytes: a `failed` event comes
 * last, and everything after it is ignored.
 */
export class FragmentCutter {
  constructor(_limits: CutterLimits = {}) {
    throw new ArchiverError('Internal', 'not yet');
  }

  /** Takes the next bytes of the body; they may be reused by the caller afterwards. */
  push(_chunk: Uint8Array): CutEvent[] {
    throw new ArchiverError('Internal', 'not yet');
  }

  /** The body has ended: the last fragment, whole or truncated. */
  end(): CutEvent[] {
    throw new ArchiverError('Internal', 'not yet');
  }
}
