import type { CutFragment, FragmentCut, FrameLocation } from '../CutEvent.ts';
import type { ByteWindow } from '../ebml/ByteWindow.ts';
import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId, elementName } from '../ebml/ElementId.ts';
import { readUnsigned } from '../ebml/readValue.ts';
import { MAX_FRAMES, timecodeToMs } from '../read/clusterTime.ts';
import { readBlock } from '../read/readBlock.ts';
import type { Tag } from '../Tag.ts';

/** A fragment of which the Cluster has begun. Its cluster's bytes stay in the window; Tags are copied. */
export class OpenFragment implements CutFragment {
  timecodeMs: number | undefined;
  readonly frames: FrameLocation[] = [];
  readonly tags: Tag[];
  readonly #timecodeScale: number;
  readonly #tagChunks: Uint8Array[];
  /** The cluster's pieces in the window: more than one where Tags stand between its blocks. */
  readonly #pieces: { start: number; end: number }[];
  #timecode = 0;
  #clusterLength = 0;

  /** @param earlier Tags that came after the last fragment had been told to be complete */
  constructor(cluster: Element, timecodeScale: number, earlier: { tags: Tag[]; chunks: Uint8Array[] }) {
    this.#timecodeScale = timecodeScale;
    this.tags = earlier.tags;
    this.#tagChunks = earlier.chunks;
    this.#pieces = [{ start: cluster.start, end: cluster.dataStart }];
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
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.end === element.start) last.end = element.end;
    else this.#pieces.push({ start: element.start, end: element.end });
    this.#clusterLength += element.end - element.start;
    return before === undefined && this.timecodeMs !== undefined;
  }

  addTags(tags: readonly Tag[], bytes: Uint8Array): void {
    this.tags.push(...tags);
    this.#tagChunks.push(bytes);
  }

  /**
   * The complete fragment, its bytes copied out of the window.
   * @throws ArchiverError `Corrupt` when it has no Timecode.
   */
  finish(window: ByteWindow, endedBy: FragmentCut['endedBy']): FragmentCut {
    const { timecodeMs, frames, tags } = this;
    if (timecodeMs === undefined) throw corrupt('Cluster', this.#pieces[0]?.start ?? 0, 'has no Timecode');
    const chunks = [...this.#pieces.map((piece) => window.view(piece.start, piece.end)), ...this.#tagChunks];
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
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
