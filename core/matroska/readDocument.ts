import { SERVICE_TAGS } from './awsTag.ts';
import { corrupt } from './ebml/corrupt.ts';
import type { Element } from './ebml/Element.ts';
import { ElementId, elementName } from './ebml/ElementId.ts';
import { plainBytes } from './ebml/plainBytes.ts';
import { readUnsigned } from './ebml/readValue.ts';
import { SegmentWalker } from './ebml/SegmentWalker.ts';
import { MAX_FRAMES, timecodeToMs } from './read/clusterTime.ts';
import { readBlock } from './read/readBlock.ts';
import { readTags } from './read/readTags.ts';
import { DEFAULT_TIMECODE_SCALE, readTimecodeScale } from './read/readTimecodeScale.ts';
import { readTracks } from './read/readTracks.ts';
import type { Frame, MatroskaDocument } from './StoredFragment.ts';
import type { Tag } from './Tag.ts';
import type { Track } from './Track.ts';

/**
 * Reads one EBML document (header, Tracks, Cluster, Tags) that is wholly in memory. Payloads are views. Should it hold
 * more than one Cluster, their frames follow each other and the first one's timecode counts.
 * @throws ArchiverError `Corrupt`, naming the element and its byte offset.
 */
export function readDocument(bytes: Uint8Array): MatroskaDocument {
  const plain = plainBytes(bytes);
  const reader = new DocumentReader(plain);
  const walker = new SegmentWalker(Number.POSITIVE_INFINITY);
  walker.window.push(plain);
  for (let element = walker.next(); element !== undefined; element = walker.next()) reader.take(element);
  if (!walker.atBoundary) {
    const { element, offset } = walker.unfinished;
    throw corrupt(element, offset, 'is cut off by the end of the document');
  }
  return reader.finish();
}

class DocumentReader {
  readonly #bytes: Uint8Array;
  readonly #awsTags = new Map<string, string>();
  readonly #headerTags: Tag[] = [];
  readonly #tags: Tag[] = [];
  readonly #frames: Frame[] = [];
  #tracks: Track[] | undefined;
  #timecodeScale = DEFAULT_TIMECODE_SCALE;
  #documents = 0;
  #inCluster = false;
  /** Of the open Cluster, in units of the timecode scale. */
  #timecode: number | undefined;
  #firstTimecode: number | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(element: Element): void {
    const bytes = this.#bytes;
    switch (element.id) {
      case ElementId.Ebml:
        if (++this.#documents > 1) throw corrupt('Ebml', element.start, 'begins a second document');
        break;
      case ElementId.Info:
        this.#timecodeScale = readTimecodeScale(bytes, 0, element);
        break;
      case ElementId.Tracks:
        this.#tracks = readTracks(bytes, 0, element, this.#tracks);
        break;
      case ElementId.Cluster:
        if (this.#tracks === undefined) throw corrupt('Tracks', element.start, 'missing before the Cluster');
        this.#timecode = undefined;
        this.#inCluster = true;
        break;
      case ElementId.Timecode:
        this.#timecode = readUnsigned(bytes, 0, element);
        this.#firstTimecode ??= this.#timecode;
        break;
      case ElementId.SimpleBlock:
      case ElementId.BlockGroup:
        this.#takeBlock(element);
        break;
      case ElementId.Tags:
        this.#takeTags(element);
        break;
    }
  }

  finish(): MatroskaDocument {
    const end = this.#bytes.length;
    if (this.#tracks === undefined) throw corrupt('Tracks', end, 'missing');
    if (!this.#inCluster) throw corrupt('Cluster', end, 'missing');
    if (this.#firstTimecode === undefined) throw corrupt('Timecode', end, 'missing');
    return {
      tracks: this.#tracks,
      timecodeScale: this.#timecodeScale,
      awsTags: this.#awsTags,
      headerTags: this.#headerTags,
      tags: this.#tags,
      clusterTimecodeMs: Math.round(timecodeToMs(this.#firstTimecode, this.#timecodeScale)),
      frames: this.#frames,
    };
  }

  #takeBlock(element: Element): void {
    const name = elementName(element.id);
    if (this.#timecode === undefined) throw corrupt(name, element.start, 'stands before the Timecode of its Cluster');
    const block = readBlock(this.#bytes, 0, element);
    if (this.#frames.length + block.frames.length > MAX_FRAMES) {
      throw corrupt(name, element.start, `makes more than ${MAX_FRAMES} frames in one document`);
    }
    const timeMs = timecodeToMs(this.#timecode + block.relativeTimecode, this.#timecodeScale);
    for (const { start, end } of block.frames) {
      const payload = this.#bytes.subarray(start, end);
      this.#frames.push({ trackNumber: block.trackNumber, timeMs, keyframe: block.keyframe, payload });
    }
  }

  #takeTags(element: Element): void {
    for (const tag of readTags(this.#bytes, 0, element)) {
      if (!SERVICE_TAGS.has(tag.name)) (this.#inCluster ? this.#tags : this.#headerTags).push(tag);
      // Footage that was read from KVS and put again carries old tags in its header: those right before the Cluster count.
      else if (!this.#inCluster || !this.#awsTags.has(tag.name)) this.#awsTags.set(tag.name, tag.value);
    }
  }
}
