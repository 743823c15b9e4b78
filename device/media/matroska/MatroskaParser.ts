import { ArchiverError } from '../../../core/errors.ts';
import type { Element } from '../../../core/matroska/ebml/Element.ts';
import { ElementId } from '../../../core/matroska/ebml/ElementId.ts';
import { readUnsigned } from '../../../core/matroska/ebml/readValue.ts';
import { SegmentWalker } from '../../../core/matroska/ebml/SegmentWalker.ts';
import { timecodeToMs } from '../../../core/matroska/read/clusterTime.ts';
import { readBlock } from '../../../core/matroska/read/readBlock.ts';
import { DEFAULT_TIMECODE_SCALE, readTimecodeScale } from '../../../core/matroska/read/readTimecodeScale.ts';
import { readTracks } from '../../../core/matroska/read/readTracks.ts';
import { sameCodecConfiguration } from '../../../core/matroska/sameCodecConfiguration.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import type { StreamItem, StreamParser } from '../stream/StreamItem.ts';
import { type ChosenTrack, chooseTracks } from './chooseTracks.ts';
import { frameDurationMs } from './frameDurationMs.ts';

/** One element: no frame of a camera is larger. */
const MOST_ELEMENT_BYTES = 32 * 1_024 * 1_024;

/**
 * Frames from a Matroska stream, one by one while it arrives: unknown sizes, several documents one after the other (a
 * muxer that began anew), tracks that change. Video becomes track 1, sound track 2; other tracks are left out.
 */
export class MatroskaParser implements StreamParser {
  readonly #walker = new SegmentWalker(MOST_ELEMENT_BYTES);
  #declared: Track[] = [];
  #chosen: readonly ChosenTrack[] = [];
  #given: readonly Track[] | undefined;
  #timecodeScale = DEFAULT_TIMECODE_SCALE;
  #timecode = 0;
  #failure: ArchiverError | undefined;

  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    if (this.#failure !== undefined) throw this.#failure;
    this.#walker.window.push(chunk);
    try {
      this.#walk(items);
    } catch (error) {
      if (!(error instanceof ArchiverError) || items.length === 0) throw error;
      // What came before the damage is good.
      this.#failure = error;
    }
    this.#walker.window.keep();
    return items;
  }

  #walk(items: StreamItem[]): void {
    for (let element = this.#walker.next(); element !== undefined; element = this.#walker.next()) {
      this.#take(element, items);
      const whole = element.id !== ElementId.Segment && element.id !== ElementId.Cluster;
      this.#walker.window.drop(whole ? element.end : element.dataStart);
    }
  }

  end(): StreamItem[] {
    if (this.#failure !== undefined) throw this.#failure;
    return [];
  }

  #take(element: Element, items: StreamItem[]): void {
    const { bytes, base } = this.#walker.window;
    switch (element.id) {
      case ElementId.Ebml:
        this.#declared = [];
        this.#timecodeScale = DEFAULT_TIMECODE_SCALE;
        return;
      case ElementId.Info:
        this.#timecodeScale = readTimecodeScale(bytes, base, element);
        return;
      case ElementId.Tracks:
        this.#declared = readTracks(bytes, base, element, this.#declared);
        this.#choose(items);
        return;
      case ElementId.Timecode:
        this.#timecode = readUnsigned(bytes, base, element);
        return;
      case ElementId.SimpleBlock:
      case ElementId.BlockGroup:
        this.#takeBlock(element, items);
        return;
      default:
    }
  }

  /** @throws ArchiverError `UnsupportedMedia` without video that Kinesis Video Streams plays. */
  #choose(items: StreamItem[]): void {
    const { chosen, notices } = chooseTracks(this.#declared);
    this.#chosen = chosen;
    items.push(...notices.map((message) => ({ kind: 'notice' as const, message })));
    this.#giveTracks(items);
  }

  /** Once the codec configuration of each is known; again where it has changed. */
  #giveTracks(items: StreamItem[]): void {
    const tracks = this.#chosen.map(({ track }) => track);
    if (tracks.some(({ codecPrivate }) => codecPrivate === undefined)) return;
    if (this.#given !== undefined && sameCodecConfiguration(this.#given, tracks)) return;
    this.#given = tracks;
    items.push({ kind: 'tracks', tracks });
  }

  #takeBlock(element: Element, items: StreamItem[]): void {
    const { window } = this.#walker;
    const block = readBlock(window.bytes, window.base, element);
    const chosen = this.#chosen.find(({ declared }) => declared === block.trackNumber);
    if (chosen === undefined) return;
    const blockMs = timecodeToMs(this.#timecode + block.relativeTimecode, this.#timecodeScale);
    let timeMs = blockMs;
    for (const { start, end } of block.frames) {
      const payload = Uint8Array.from(window.view(start, end));
      // The flag means nothing for sound.
      const keyframe = block.keyframe || chosen.track.type === 'audio';
      if (keyframe && chosen.configure?.(payload) === true) this.#giveTracks(items);
      if (this.#given === undefined) continue;
      items.push({
        kind: 'frame',
        trackNumber: chosen.track.number,
        timeMs,
        keyframe,
        payload: chosen.convert?.(payload) ?? payload,
      });
      // Frames of one block follow one another (lacing).
      timeMs += frameDurationMs(chosen.track, payload);
    }
    if (!Number.isFinite(blockMs)) throw new ArchiverError('Corrupt', 'a block has no time');
  }
}
