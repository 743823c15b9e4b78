import { ByteWindow } from './ByteWindow.ts';
import { corrupt } from './corrupt.ts';
import type { Element } from './Element.ts';
import { ElementId, elementName } from './ElementId.ts';
import { readElementHeader } from './readElementHeader.ts';

/** No EBML header of a producer comes near this. */
const MAX_EBML_HEADER_BYTES = 4096;

const SEGMENT_LEVEL: ReadonlySet<number> = new Set([
  ElementId.SeekHead,
  ElementId.Info,
  ElementId.Tracks,
  ElementId.Tags,
  ElementId.Cues,
  ElementId.Chapters,
  ElementId.Attachments,
]);

const CLUSTER_LEVEL: ReadonlySet<number> = new Set([
  ElementId.Timecode,
  ElementId.SilentTracks,
  ElementId.Position,
  ElementId.PrevSize,
  ElementId.SimpleBlock,
  ElementId.BlockGroup,
  ElementId.EncryptedBlock,
]);

/**
 * Walks the elements of concatenated Matroska documents while their bytes arrive. Segment and Cluster are given as soon
 * as their headers are there (their `end` is not that of their bytes); all others when they are whole. The Segment's
 * size is not believed: a header that is replayed before every fragment keeps the size of the whole.
 *
 * A Cluster of unknown size ends at an element that no Cluster can hold. Blocks that follow Tags continue it, since
 * producers may write Tags in the midst of a fragment.
 */
export class SegmentWalker {
  readonly window = new ByteWindow();
  /** Bytes from the window's start to the end of an element that may be asked for. */
  maxBytes: number;
  /** Whether the next element lies in a Cluster, so far as is known before it is read. */
  inCluster = false;
  #position = 0;
  #needed = 0;
  #clusterStart = 0;
  #clusterEnd = 0;
  #resumable = false;
  #stage: 'nothing' | 'ebml' | 'segment' = 'nothing';

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Offset of the next element. */
  get position(): number {
    return this.#position;
  }

  /** Whether the body may end here: every element is whole, and so is a Cluster of known size. */
  get atBoundary(): boolean {
    const clusterOpen = this.inCluster && this.#clusterEnd !== Number.POSITIVE_INFINITY;
    return this.#position === this.window.end && (!clusterOpen || this.#position === this.#clusterEnd);
  }

  /** What the body would be cut within: the element that began, or the open Cluster. */
  get unfinished(): { element: string; offset: number } {
    const { window } = this;
    const at = this.#position;
    const next = readElementHeader(window.bytes, at - window.base, window.end - window.base, window.base);
    if (next !== undefined) return { element: elementName(next.id), offset: at };
    if (at < window.end) return { element: 'element header', offset: at };
    return { element: 'Cluster', offset: this.#clusterStart };
  }

  /**
   * The next element, or undefined until more bytes have come.
   * @throws ArchiverError `Corrupt`; its `details.reason` is `TooLarge` where only the bound is passed.
   */
  next(): Element | undefined {
    const { window } = this;
    if (window.end < this.#needed) return undefined;
    const element = readElementHeader(
      window.bytes,
      this.#position - window.base,
      window.end - window.base,
      window.base,
    );
    if (element === undefined) return undefined;
    if (this.inCluster && element.start >= this.#clusterEnd) this.inCluster = false;

    if (element.id === ElementId.Segment) return this.#enterSegment(element);
    if (element.id === ElementId.Cluster) return this.#enterCluster(element);
    if (element.id === ElementId.Ebml) this.#checkEbml(element);
    else this.#checkOther(element);
    if (element.end > window.end) {
      this.#needed = element.end;
      return undefined;
    }
    this.#advance(element);
    return element;
  }

  #enterSegment(element: Element): Element {
    if (this.#stage !== 'ebml') throw corrupt('Segment', element.start, 'does not follow an EBML header');
    this.#stage = 'segment';
    this.#position = element.dataStart;
    return element;
  }

  #enterCluster(element: Element): Element {
    this.#checkOutsideSizedCluster(element);
    if (this.#stage !== 'segment') throw corrupt('Cluster', element.start, 'stands outside a Segment');
    this.inCluster = true;
    this.#clusterStart = element.start;
    this.#clusterEnd = element.end;
    this.#resumable = element.end === Number.POSITIVE_INFINITY;
    this.#position = element.dataStart;
    return element;
  }

  #checkEbml(element: Element): void {
    this.#checkOutsideSizedCluster(element);
    if (element.end - element.start > MAX_EBML_HEADER_BYTES) throw corrupt('Ebml', element.start, 'is too large');
  }

  #checkOther(element: Element): void {
    const fault = (what: string, reason?: 'TooLarge') => corrupt(elementName(element.id), element.start, what, reason);
    if (this.#stage === 'nothing') throw fault('stands before any EBML header');
    if (element.end === Number.POSITIVE_INFINITY) throw fault('may not have an unknown size');
    if (SEGMENT_LEVEL.has(element.id)) {
      this.#checkOutsideSizedCluster(element);
      if (this.#stage !== 'segment') throw fault('stands outside a Segment');
    } else if (CLUSTER_LEVEL.has(element.id) && !this.inCluster && !this.#resumable) {
      throw fault('stands outside a Cluster');
    }
    if (this.inCluster && element.end > this.#clusterEnd) {
      throw fault('reaches beyond the end of its Cluster');
    }
    if (element.end - this.window.start > this.maxBytes) {
      throw fault(`reaches beyond the ${this.maxBytes} bytes that are allowed`, 'TooLarge');
    }
  }

  #checkOutsideSizedCluster(element: Element): void {
    if (this.inCluster && this.#clusterEnd !== Number.POSITIVE_INFINITY) {
      throw corrupt(elementName(element.id), element.start, 'stands inside a Cluster of known size');
    }
  }

  #advance(element: Element): void {
    this.#position = element.end;
    if (element.id === ElementId.Ebml) {
      this.#stage = 'ebml';
      this.inCluster = false;
      this.#resumable = false;
    } else if (SEGMENT_LEVEL.has(element.id)) {
      this.inCluster = false;
      if (element.id !== ElementId.Tags) this.#resumable = false;
    } else if (CLUSTER_LEVEL.has(element.id)) {
      this.inCluster = true;
    }
  }
}
