import { ArchiverError } from '../errors.ts';
import type { FragmentNumber } from '../fragment.ts';
import type { Tag } from './Tag.ts';

/** A whole EBML document with at least one Cluster. */
export interface DocumentSplit {
  readonly kind: 'document';
  /** Owned by the receiver; for `readFragment`. */
  readonly bytes: Uint8Array;
}

/** The service failed inside a 200 response. */
export interface InBandFailure {
  readonly kind: 'failure';
  /** The operation, told by the tag's name. */
  readonly operation: 'GetMedia' | 'GetMediaForFragmentList';
  /** `AWS_KINESISVIDEO_ERROR_CODE` or `AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE`. */
  readonly code: string;
  readonly message: string | undefined;
  /** `AWS_KINESISVIDEO_ERROR_ID` of GetMedia. */
  readonly errorId: string | undefined;
  /** The fragment that could not be read, where the service names it. */
  readonly fragmentNumber: FragmentNumber | undefined;
}

/** A document with neither a Cluster nor an error: only Tags. */
export interface TagsOnly {
  readonly kind: 'tags';
  readonly tags: readonly Tag[];
}

export type SplitEvent = DocumentSplit | InBandFailure | TagsOnly;

/** Bounds of a `DocumentSplitter`, in bytes. */
export interface SplitterLimits {
  /** One document; 64 MiB where not given. */
  readonly maxDocumentBytes?: number;
}

/**
 * Splits a body of concatenated EBML documents (GetMedia, GetMediaForFragmentList) at each EBML header, found by
 * walking the elements and never by scanning payloads. Memory is bounded by one document. The events are the same for
 * any chunking; after the last good event the next call throws.
 */
export class DocumentSplitter {
  constructor(_limits: SplitterLimits = {}) {
    throw new ArchiverError('Internal', 'not yet');
  }

  /**
   * Takes the next bytes of the body.
   * @throws ArchiverError `Corrupt`, naming the element and its byte offset in the body.
   */
  push(_chunk: Uint8Array): SplitEvent[] {
    throw new ArchiverError('Internal', 'not yet');
  }

  /**
   * The body has ended: the last document.
   * @throws ArchiverError `Truncated` when it ended within an element, `Corrupt` as `push`.
   */
  end(): SplitEvent[] {
    throw new ArchiverError('Internal', 'not yet');
  }
}
