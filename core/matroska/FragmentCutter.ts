import { isArchiverError } from '../errors.ts';
import { END_OF_FRAGMENT } from './awsTag.ts';
import type { CutEvent, CutFailure, FragmentCut } from './CutEvent.ts';
import { type EarlyTags, OpenFragment } from './cut/OpenFragment.ts';
import { OpenHeader } from './cut/OpenHeader.ts';
import { corrupt } from './ebml/corrupt.ts';
import type { Element } from './ebml/Element.ts';
import { ElementId, elementName } from './ebml/ElementId.ts';
import { SegmentWalker } from './ebml/SegmentWalker.ts';
import { MAX_TAGS, readTags } from './read/readTags.ts';
import { DEFAULT_TIMECODE_SCALE } from './read/readTimecodeScale.ts';
import type { Tag } from './Tag.ts';
import { writeTags } from './write/writeTags.ts';

/** Bounds of a `FragmentCutter`, in bytes. */
export interface CutterLimits {
  /** Cluster and trailing Tags together; 50 MiB where not given (documented as 50 MB: KVS service quotas). */
  readonly maxFragmentBytes?: number;
  /** Everything before the first Cluster of a document; 4 MiB where not given. */
  readonly maxHeaderBytes?: number;
}

const MAX_FRAGMENT_BYTES = 50 * 1024 * 1024;
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/**
 * Cuts a PutMedia body into fragments while it arrives. Memory is bounded by the limits, time is linear in the bytes
 * and in the chunks, and the events are the same for any chunking. Never throws for bad bytes: a `failed` event comes
 * last, and everything after it is ignored.
 *
 * Several documents in one body are legal. A fragment ends at the next Cluster or document, at an END_OF_FRAGMENT tag
 * (then at once), or at the end of the body. Tags that come between an END_OF_FRAGMENT and the next Cluster belong to
 * the fragment of that Cluster.
 */
export class FragmentCutter {
  readonly #maxFragmentBytes: number;
  readonly #maxHeaderBytes: number;
  readonly #walker: SegmentWalker;
  #header: OpenHeader | undefined;
  #fragment: OpenFragment | undefined;
  #timecodeScale = DEFAULT_TIMECODE_SCALE;
  #early: EarlyTags = { tags: [], chunks: [] };
  #done = false;

  constructor(limits: CutterLimits = {}) {
    this.#maxFragmentBytes = limits.maxFragmentBytes ?? MAX_FRAGMENT_BYTES;
    this.#maxHeaderBytes = limits.maxHeaderBytes ?? MAX_HEADER_BYTES;
    this.#walker = new SegmentWalker(this.#maxHeaderBytes);
  }

  /** Takes the next bytes of the body; they may be reused by the caller afterwards. */
  push(chunk: Uint8Array): CutEvent[] {
    const events: CutEvent[] = [];
    if (this.#done) return events;
    this.#walker.window.push(chunk);
    this.#guard(events, () => {
      for (let element = this.#walker.next(); element !== undefined; element = this.#walker.next()) {
        this.#take(element, events);
      }
    });
    this.#walker.window.keep();
    return events;
  }

  /** The body has ended: the last fragment, whole or truncated. Further calls return nothing. */
  end(): CutEvent[] {
    const events: CutEvent[] = [];
    if (this.#done) return events;
    this.#guard(events, () => {
      const { window, atBoundary, position } = this.#walker;
      if (this.#header?.complete === true && atBoundary) {
        events.push(this.#header.finish(window, position));
      } else if (this.#fragment !== undefined && atBoundary && this.#fragment.frames.length > 0) {
        this.#finishFragment('end-of-stream', events);
      } else if (this.#fragment !== undefined || window.end > window.start) {
        const { timecodeMs, frames, tags } = this.#fragment ?? { timecodeMs: undefined, frames: [], tags: [] };
        events.push({ kind: 'truncated', timecodeMs, frames, tags, bytesSeen: window.end - window.start });
      }
    });
    this.#done = true;
    return events;
  }

  #take(element: Element, events: CutEvent[]): void {
    const { window } = this.#walker;
    if (element.id === ElementId.Ebml) this.#beginDocument(element, events);
    else if (element.id === ElementId.Cluster) this.#beginFragment(element, events);
    else if (this.#header !== undefined) this.#header.add(window, element);
    else if (element.id === ElementId.Tags) this.#takeTags(element, events);
    else if (element.id === ElementId.Info || element.id === ElementId.Tracks || element.id === ElementId.Segment) {
      throw corrupt(elementName(element.id), element.start, 'stands after a Cluster');
    } else if (this.#walker.inCluster) {
      if (this.#fragment === undefined) throw corrupt('Cluster', element.start, 'goes on after its END_OF_FRAGMENT');
      const known = this.#fragment.addClusterElement(window, element);
      if (known) events.push({ kind: 'cluster', timecodeMs: this.#fragment.timecodeMs ?? 0 });
    }
    if (this.#header === undefined && this.#fragment === undefined) window.drop(element.end);
  }

  #beginDocument(ebml: Element, events: CutEvent[]): void {
    this.#closeFragment('next-document', events);
    this.#walker.window.drop(ebml.start);
    this.#walker.maxBytes = this.#maxHeaderBytes;
    this.#header = new OpenHeader(ebml);
  }

  #beginFragment(cluster: Element, events: CutEvent[]): void {
    if (this.#header !== undefined) {
      const header = this.#header.finish(this.#walker.window, cluster.start);
      this.#timecodeScale = header.timecodeScale;
      this.#header = undefined;
      events.push(header);
    }
    this.#closeFragment('next-cluster', events);
    this.#walker.window.drop(cluster.start);
    this.#walker.maxBytes = this.#maxFragmentBytes;
    if (Number.isFinite(cluster.end) && cluster.end - cluster.start > this.#maxFragmentBytes) {
      throw corrupt('Cluster', cluster.start, `is larger than ${this.#maxFragmentBytes} bytes`, 'TooLarge');
    }
    this.#fragment = new OpenFragment(cluster, this.#timecodeScale, this.#early);
    this.#early = { tags: [], chunks: [] };
  }

  #takeTags(element: Element, events: CutEvent[]): void {
    const { window } = this.#walker;
    const all = readTags(window.bytes, window.base, element);
    const tags = all.filter((tag) => tag.name !== END_OF_FRAGMENT);
    const ends = tags.length < all.length;
    if (!ends || tags.length > 0) {
      // Only where END_OF_FRAGMENT shares its element with other tags are these written anew.
      const rewritten = ends ? writeTags(tags) : undefined;
      if (this.#fragment !== undefined) this.#fragment.addTags(element, tags, rewritten);
      else this.#keepEarlyTags(element, tags, rewritten ?? window.view(element.start, element.end).slice());
    }
    if (ends) this.#closeFragment('end-of-fragment-tag', events);
  }

  #keepEarlyTags(element: Element, tags: Tag[], bytes: Uint8Array): void {
    if (this.#early.tags.length + tags.length > MAX_TAGS || element.end - element.start > this.#maxHeaderBytes) {
      throw corrupt('Tags', element.start, 'are too many or too large before a Cluster', 'TooLarge');
    }
    // An element without SimpleTags says nothing, and could be repeated for ever.
    if (tags.length === 0) return;
    this.#early.tags.push(...tags);
    this.#early.chunks.push(bytes);
  }

  #closeFragment(endedBy: FragmentCut['endedBy'], events: CutEvent[]): void {
    if (this.#fragment !== undefined) this.#finishFragment(endedBy, events);
  }

  #finishFragment(endedBy: FragmentCut['endedBy'], events: CutEvent[]): void {
    const fragment = this.#fragment;
    if (fragment === undefined) return;
    events.push(fragment.finish(this.#walker.window, endedBy));
    this.#fragment = undefined;
  }

  #guard(events: CutEvent[], step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!isArchiverError(error, 'Corrupt')) throw error;
      const tooLarge = error.details.reason === 'TooLarge';
      const reason: CutFailure = !tooLarge
        ? 'InvalidMatroska'
        : this.#header === undefined
          ? 'FragmentTooLarge'
          : 'HeaderTooLarge';
      events.push({ kind: 'failed', reason, error, timecodeMs: this.#fragment?.timecodeMs });
      this.#done = true;
      this.#walker.window.drop(this.#walker.window.end);
    }
  }
}
