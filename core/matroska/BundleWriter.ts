import { ArchiverError } from '../errors.ts';
import type { FragmentNumber, ProducerMs } from '../fragment.ts';
import type { StoredFragment } from './StoredFragment.ts';
import { sameCodecConfiguration } from './sameCodecConfiguration.ts';
import type { Track } from './Track.ts';
import { writeCluster } from './write/writeCluster.ts';
import { writeFragmentTags } from './write/writeFragmentTags.ts';
import { writeHeader } from './write/writeHeader.ts';
import { writeTags } from './write/writeTags.ts';

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
 * verbatim), and its other Tags. The session's own Tags stand once, before the first. Nothing is kept but offsets.
 */
export class BundleWriter {
  readonly #durationMs: number | undefined;
  #bytesWritten = 0;
  #first: { readonly tracks: readonly Track[]; readonly producerMs: ProducerMs } | undefined;

  /** @param options.durationMs whole length for the file's header, where it is known beforehand */
  constructor(options: { readonly durationMs?: number } = {}) {
    this.#durationMs = options.durationMs;
  }

  /** Bytes written so far. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /**
   * The chunks of the next fragment; the first one's begin with the file's header.
   * @throws ArchiverError `UnsupportedMedia` when the codec configuration differs from the first fragment's;
   *   `InvalidInput` when the fragment lies before the first one, or a frame too far from its cluster's timecode.
   */
  add(fragment: StoredFragment): BundlePart {
    const first = this.#first ?? { tracks: fragment.tracks, producerMs: fragment.producerMs };
    if (!sameCodecConfiguration(first.tracks, fragment.tracks)) {
      throw new ArchiverError(
        'UnsupportedMedia',
        `fragment ${fragment.fragmentNumber} has another codec configuration`,
        {
          details: { reason: 'CodecConfigurationChanged', fragmentNumber: fragment.fragmentNumber },
        },
      );
    }
    const timecodeMs = fragment.producerMs - first.producerMs;
    if (timecodeMs < 0) {
      throw new ArchiverError('InvalidInput', `fragment ${fragment.fragmentNumber} lies before the bundle's first`);
    }
    const shift = timecodeMs - fragment.clusterTimecodeMs;
    const blocks = fragment.frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + shift }));
    const own = [writeFragmentTags(fragment), writeCluster({ timecodeMs, blocks, size: 'known' })];
    if (fragment.tags.length > 0) own.push(writeTags(fragment.tags));

    const header = this.#first === undefined ? this.#header(fragment) : [];
    const offset = this.#bytesWritten + byteLength(header);
    const length = byteLength(own);
    this.#first = first;
    this.#bytesWritten = offset + length;
    return { chunks: [...header, ...own], fragment: { number: fragment.fragmentNumber, offset, length } };
  }

  #header(fragment: StoredFragment): Uint8Array[] {
    const { tracks } = fragment;
    const durationMs = this.#durationMs;
    const header = [writeHeader(durationMs === undefined ? { tracks } : { tracks, durationMs })];
    if (fragment.headerTags.length > 0) header.push(writeTags(fragment.headerTags));
    return header;
  }
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
