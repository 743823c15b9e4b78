import type { CutFragment, FragmentCut, FrameLocation } from '../CutEvent.ts';
import type { ByteWindow } from '../ebml/ByteWindow.ts';
import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId, elementName } from '../ebml/ElementId.ts';
import { concatBytes } from '../ebml/encode.ts';
import { readUnsigned } from '../ebml/readValue.ts';
import { MAX_FRAMES, timecodeToMs } from '../read/clusterTime.ts';
import { readBlock } from '../read/readBlock.ts';
import { MAX_TAGS } from '../read/readTags.ts';
import type { Tag } from '../Tag.ts';

/** Tags that came after the last fragment had been told to be complete: they belong to the next one. */
export interface EarlyTags {
  readonly tags: Tag[];
  readonly chunks: Uint8Array[];
}

/** How often Tags may stand between the blocks of a Cluster: producers do it once, if ever. */
const MAX_PIECES = 4096;

/** Bytes of their own, or where they lie in the window. */
type Part = Uint8Array | { start: number; end: number };

/** A fragment of which the Cluster has begun. Its bytes stay in the window until it is finished. */
export class OpenFragment implements CutFragment {
  timecodeMs: number | undefined;
  readonly frames: FrameLocation[] = [];
  readonly tags: Tag[];
  readonly #timecodeScale: number;
  readonly #start: number;
  /** More than one where Tags stand between its blocks. */
  readonly #clusterParts: Part[] = [];
  readonly #tagParts: Part[];
  #timecode = 0;
  #clusterLength = 0;

  constructor(cluster: Element, timecodeScale: number, earlier: EarlyTags) {
    this.#timecodeScale = timecodeScale;
    this.tags = earlier.tags;
    this.#tagParts = [...earlier.chunks];
    this.#start = cluster.start;
    addPiece(this.#clusterParts, { id: cluster.id, start: cluster.start, end: cluster.dataStart });
    this.#clusterLength = cluster.dataStart - cluster.start;
  }

  /**
   * Takes a whole element of the Cluster.
   * @returns whether it made the timecode known
   * @throws ArchiverError `Corrupt`
   */
  addClusterElement(window: ByteWindow, element: Element): boolean {
    const { bytes, base } = window;
    const before = this.timecodeMs;
    if (element.id === ElementId.Timecode) {
      if (before !== undefined) throw corrupt('Timecode', element.start, 'stands twice in its Cluster');
      this.#timecode = readUnsigned(bytes, base, element);
      this.timecodeMs = Math.round(timecodeToMs(this.#timecode, this.#timecodeScale));
    } else if (element.id === ElementId.SimpleBlock || element.id === ElementId.BlockGroup) {
      this.#addBlock(window, element);
    }
    addPiece(this.#clusterParts, element);
    this.#clusterLength += element.end - element.start;
    return before === undefined && this.timecodeMs !== undefined;
  }

  /**
   * Takes a Tags element behind the Cluster.
   * @param rewritten what is to be stored instead of its bytes
   * @throws ArchiverError `Corrupt` when there are too many.
   */
  addTags(element: Element, tags: readonly Tag[], rewritten?: Uint8Array): void {
    if (this.tags.length + tags.length > MAX_TAGS) {
      throw corrupt('Tags', element.start, `make more than ${MAX_TAGS} SimpleTags in one fragment`);
    }
    this.tags.push(...tags);
    if (rewritten === undefined) addPiece(this.#tagParts, element);
    else this.#tagParts.push(rewritten);
  }

  /**
   * The complete fragment, its bytes copied out of the window.
   * @throws ArchiverError `Corrupt` when it has no Timecode.
   */
  finish(window: ByteWindow, endedBy: FragmentCut['endedBy']): FragmentCut {
    const { timecodeMs, frames, tags } = this;
    if (timecodeMs === undefined) throw corrupt('Cluster', this.#start, 'has no Timecode');
    const bytes = concatBytes(
      [...this.#clusterParts, ...this.#tagParts].map((part) =>
        part instanceof Uint8Array ? part : window.view(part.start, part.end),
      ),
    );
    return { kind: 'fragment', timecodeMs, frames, tags, bytes, clusterLength: this.#clusterLength, endedBy };
  }

  #addBlock(window: ByteWindow, element: Element): void {
    const name = elementName(element.id);
    if (this.timecodeMs === undefined) throw corrupt(name, element.start, 'stands before the Timecode of its Cluster');
    const block = readBlock(window.bytes, window.base, element);
    if (this.frames.length + block.frames.length > MAX_FRAMES) {
      throw corrupt(name, element.start, `makes more than ${MAX_FRAMES} frames in one fragment`);
    }
    for (const frame of block.frames) {
      this.frames.push({
        trackNumber: block.trackNumber,
        timeMs: timecodeToMs(this.#timecode + block.relativeTimecode, this.#timecodeScale),
        keyframe: block.keyframe,
        offset: this.#clusterLength + frame.start - element.start,
        length: frame.end - frame.start,
      });
    }
  }
}

/** Adds a piece of the window; one that follows the last piece at once makes that one longer. */
function addPiece(parts: Part[], piece: Pick<Element, 'id' | 'start' | 'end'>): void {
  const last = parts.at(-1);
  if (last !== undefined && !(last instanceof Uint8Array) && last.end === piece.start) last.end = piece.end;
  else if (parts.length < MAX_PIECES) parts.push({ start: piece.start, end: piece.end });
  else throw corrupt(elementName(piece.id), piece.start, `Tags part their Cluster more than ${MAX_PIECES} times`);
}
