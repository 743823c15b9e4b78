import { ArchiverError, isArchiverError } from '../errors.ts';
import { type FragmentNumber, fragmentNumber } from '../fragment.ts';
import { ERROR_CODE, ERROR_ID, EXCEPTION_ERROR_CODE, EXCEPTION_MESSAGE, FRAGMENT_NUMBER } from './awsTag.ts';
import type { Element } from './ebml/Element.ts';
import { ElementId } from './ebml/ElementId.ts';
import { SegmentWalker } from './ebml/SegmentWalker.ts';
import { readTags } from './read/readTags.ts';
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

const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/**
 * Splits a body of concatenated EBML documents (GetMedia, GetMediaForFragmentList) at each EBML header, found by
 * walking the elements and never by scanning payloads. Memory is bounded by one document. The events are the same for
 * any chunking; after the last good event the next call throws.
 */
export class DocumentSplitter {
  readonly #walker: SegmentWalker;
  #open = false;
  #hasCluster = false;
  /** Since the last Cluster of the document, or since its beginning. */
  #tags: Tag[] = [];
  /** Where the Tags with the failure begin: no part of the document before them. */
  #failureStart: number | undefined;
  #error: unknown;

  constructor(limits: SplitterLimits = {}) {
    this.#walker = new SegmentWalker(limits.maxDocumentBytes ?? MAX_DOCUMENT_BYTES);
  }

  /**
   * Takes the next bytes of the body; they may be reused by the caller afterwards.
   * @throws ArchiverError `Corrupt`, naming the element and its byte offset in the body.
   */
  push(chunk: Uint8Array): SplitEvent[] {
    return this.#deferred((events) => {
      this.#walker.window.push(chunk);
      for (let element = this.#walker.next(); element !== undefined; element = this.#walker.next()) {
        this.#take(element, events);
      }
      this.#walker.window.keep();
    });
  }

  /**
   * The body has ended: the last document.
   * @throws ArchiverError `Truncated` when it ended within an element, `Corrupt` as `push`.
   */
  end(): SplitEvent[] {
    const events = this.#deferred((found) => {
      if (!this.#walker.atBoundary) {
        const { element, offset } = this.#walker.unfinished;
        const message = `${element} at byte ${offset}: cut off by the end of the body`;
        throw new ArchiverError('Truncated', message, { details: { element, offset } });
      }
      this.#finishDocument(this.#walker.position, found);
    });
    return events;
  }

  #take(element: Element, events: SplitEvent[]): void {
    const { window } = this.#walker;
    if (element.id === ElementId.Ebml) {
      this.#finishDocument(element.start, events);
      window.drop(element.start);
      this.#open = true;
    } else if (element.id === ElementId.Cluster) {
      this.#hasCluster = true;
      this.#tags = [];
    } else if (element.id === ElementId.Tags) {
      const tags = readTags(window.bytes, window.base, element);
      const failed = tags.some((tag) => tag.name === ERROR_CODE || tag.name === EXCEPTION_ERROR_CODE);
      if (failed) this.#failureStart ??= element.start;
      for (const tag of tags) this.#tags.push(tag);
    }
  }

  #finishDocument(end: number, events: SplitEvent[]): void {
    if (!this.#open) return;
    const { window } = this.#walker;
    if (this.#hasCluster) {
      const bytes = window.view(window.start, this.#failureStart ?? end).slice();
      events.push({ kind: 'document', bytes });
    } else if (this.#failureStart === undefined) events.push({ kind: 'tags', tags: this.#tags });
    if (this.#failureStart !== undefined) events.push(readFailure(this.#tags));
    this.#open = false;
    this.#hasCluster = false;
    this.#tags = [];
    this.#failureStart = undefined;
  }

  /** Gives what was found before an error, and throws the error with the next call. */
  #deferred(step: (events: SplitEvent[]) => void): SplitEvent[] {
    if (this.#error !== undefined) throw this.#error;
    const events: SplitEvent[] = [];
    try {
      step(events);
    } catch (error) {
      if (!isArchiverError(error)) throw error;
      this.#error = error;
      if (events.length === 0) throw error;
    }
    return events;
  }
}

function readFailure(tags: readonly Tag[]): InBandFailure {
  const value = (name: string) => tags.find((tag) => tag.name === name)?.value;
  const exception = value(EXCEPTION_ERROR_CODE);
  const number = value(FRAGMENT_NUMBER);
  return {
    kind: 'failure',
    operation: exception === undefined ? 'GetMedia' : 'GetMediaForFragmentList',
    code: exception ?? value(ERROR_CODE) ?? '',
    message: value(EXCEPTION_MESSAGE),
    errorId: value(ERROR_ID),
    fragmentNumber: number === undefined ? undefined : fragmentNumber(number),
  };
}
