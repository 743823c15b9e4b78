import { ArchiverError } from '../errors.ts';
import type { FragmentNumber } from '../fragment.ts';
import type { StoredFragment } from './StoredFragment.ts';

/** Where a fragment lies in a bundle. */
export interface BundledFragment {
  readonly number: FragmentNumber;
  /** Byte offset of its service Tags in the bundle. */
  readonly offset: number;
  /** Bytes of Tags, Cluster and trailing Tags. */
  readonly length: number;
}

/** Bytes to append to the bundle, and the fragment they hold. */
export interface BundlePart {
  readonly chunks: readonly Uint8Array[];
  readonly fragment: BundledFragment;
}

/**
 * Turns fragments of one codec configuration into one playable Matroska file, in the order given. Each fragment becomes
 * its service Tags, a Cluster of known size whose timecode counts from the first fragment's producer time (payloads
 * verbatim), and its other Tags. Nothing is kept but offsets.
 */
export class BundleWriter {
  /** Bytes written so far. */
  readonly bytesWritten: number = 0;

  /**
   * The chunks of the next fragment; the first one's begin with the file's header.
   * @throws ArchiverError `UnsupportedMedia` when the codec configuration differs from the first fragment's, or a frame
   *   lies before the first fragment's producer time or too far from its own cluster's.
   */
  add(_fragment: StoredFragment): BundlePart {
    throw new ArchiverError('Internal', 'not yet');
  }
}
