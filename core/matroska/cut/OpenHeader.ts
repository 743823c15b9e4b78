import type { HeaderCut } from '../CutEvent.ts';
import type { ByteWindow } from '../ebml/ByteWindow.ts';
import { corrupt } from '../ebml/corrupt.ts';
import type { Element } from '../ebml/Element.ts';
import { ElementId } from '../ebml/ElementId.ts';
import { DEFAULT_TIMECODE_SCALE, readTimecodeScale } from '../read/readTimecodeScale.ts';
import { readTracks } from '../read/readTracks.ts';
import type { Track } from '../Track.ts';

/** What has come of a document before its first Cluster. Its bytes stay in the window. */
export class OpenHeader {
  readonly start: number;
  timecodeScale = DEFAULT_TIMECODE_SCALE;
  #tracks: readonly Track[] | undefined;
  #infoSeen = false;
  #segment: Element | undefined;
  readonly #tagsBeforeInfo: Element[] = [];

  constructor(ebml: Element) {
    this.start = ebml.start;
  }

  /** Whether all that a session needs is there. */
  get complete(): boolean {
    return this.#tracks !== undefined;
  }

  /** Takes a whole element before the first Cluster, or the Segment's header. */
  add(window: ByteWindow, element: Element): void {
    if (element.id === ElementId.Segment) this.#segment = element;
    else if (element.id === ElementId.Info) {
      this.#infoSeen = true;
      this.timecodeScale = readTimecodeScale(window.bytes, window.base, element);
    } else if (element.id === ElementId.Tracks) {
      this.#tracks = readTracks(window.bytes, window.base, element, this.#tracks);
    } else if (element.id === ElementId.Tags && !this.#infoSeen) this.#tagsBeforeInfo.push(element);
  }

  /**
   * The header, which ends at `end`.
   * @throws ArchiverError `Corrupt` when it has no Tracks.
   */
  finish(window: ByteWindow, end: number): HeaderCut {
    if (this.#tracks === undefined) throw corrupt('Tracks', end, 'missing before the first Cluster');
    const firstHeaderBytes = window.view(this.start, end).slice();
    this.#makeSegmentSizeUnknown(firstHeaderBytes);
    return {
      kind: 'tracks',
      firstHeaderBytes,
      headerBytes: this.#tagsBeforeInfo.length === 0 ? firstHeaderBytes : this.#withoutTags(firstHeaderBytes),
      tracks: this.#tracks,
      timecodeScale: this.timecodeScale,
    };
  }

  /** All value bits of a size set mean that it is unknown; its width stays. */
  #makeSegmentSizeUnknown(header: Uint8Array): void {
    if (this.#segment === undefined) return;
    const from = this.#segment.start + 4 - this.start;
    const to = this.#segment.dataStart - this.start;
    header.fill(0xff, from, to);
    header[from] = 0xff >> (to - from - 1);
  }

  #withoutTags(header: Uint8Array): Uint8Array {
    const dropped = this.#tagsBeforeInfo;
    const length = dropped.reduce((left, tags) => left - (tags.end - tags.start), header.length);
    const rest = new Uint8Array(length);
    let from = 0;
    let at = 0;
    for (const tags of [...dropped, { start: this.start + header.length, end: 0 }]) {
      const part = header.subarray(from, tags.start - this.start);
      rest.set(part, at);
      at += part.length;
      from = tags.end - this.start;
    }
    return rest;
  }
}
