import { ArchiverError } from '../errors.ts';
import { BoxCursor } from './box/BoxCursor.ts';
import { corruptBox } from './box/corruptBox.ts';
import { MetadataBuffer } from './inspect/MetadataBuffer.ts';
import type { Movie, MovieTrack } from './inspect/Movie.ts';
import { readMovie } from './inspect/readMovie.ts';
import { readMovieFragment } from './inspect/readMovieFragment.ts';
import type { InspectedTrack, Mp4Inspection } from './Mp4Inspection.ts';

/** Bounds of an `Mp4Inspector`, in bytes. */
export interface InspectorLimits {
  /** One moov or moof box, which is held until it is whole; 64 MiB where not given. */
  readonly maxMetadataBytes?: number;
}

const MAX_METADATA_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
const METADATA = new Set(['moov', 'moof']);
/** What an MP4 may begin with. */
const FIRST_BOXES = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'sidx', 'pnot']);

interface OpenBox {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly headerBytes: number;
}

/**
 * Reads what an MP4 is while its bytes pass by: progressive (moov first or last) or fragmented. Holds one metadata box at
 * a time; media bytes are only counted.
 */
export class Mp4Inspector {
  readonly #maxMetadataBytes: number;
  readonly #metadata = new MetadataBuffer();
  #position = 0;
  /** The box around the next byte; undefined between boxes. */
  #box: OpenBox | undefined;
  #boxes = 0;
  #movie: Movie | undefined;
  #moovStart = 0;
  #firstMdat: number | undefined;
  #movieFragments = 0;

  constructor(limits: InspectorLimits = {}) {
    this.#maxMetadataBytes = limits.maxMetadataBytes ?? MAX_METADATA_BYTES;
  }

  /**
   * Takes the next bytes of the file; they may be reused by the caller afterwards.
   * @throws ArchiverError `Corrupt`, naming the box and its byte offset.
   */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const box = this.#box;
      if (box === undefined) {
        // Headers come byte by byte: they are few, and may lie across chunks.
        this.#metadata.append(chunk.subarray(at, at + 1));
        at += 1;
        this.#position += 1;
        this.#beginBox();
      } else {
        const taken = Math.min(chunk.length - at, box.end - this.#position);
        if (METADATA.has(box.type)) this.#metadata.append(chunk.subarray(at, at + taken));
        at += taken;
        this.#position += taken;
        this.#finishBox(box);
      }
    }
  }

  /**
   * The file has ended.
   * @throws ArchiverError `Truncated`, naming the box, when samples or a box lie beyond the end; `Corrupt` as `push`.
   */
  end(): Mp4Inspection {
    const box = this.#box;
    if (box !== undefined && Number.isFinite(box.end)) {
      throw this.#truncated(box.type, box.start, `ends at byte ${box.end}, the file at ${this.#position}`);
    }
    if (this.#metadata.length > 0 && box === undefined) {
      throw this.#truncated('box header', this.#position - this.#metadata.length, 'cut off by the end of the file');
    }
    const movie = this.#movie;
    if (movie === undefined) throw this.#truncated('moov', this.#position, 'missing at the end of the file');
    if (movie.dataEnd > this.#position) {
      throw this.#truncated('mdat', this.#firstMdat ?? this.#position, `samples reach to byte ${movie.dataEnd}`);
    }
    const tracks = movie.tracks.map((track) => inspected(track, movie.timescale));
    const moovFirst = this.#firstMdat === undefined || this.#moovStart < this.#firstMdat;
    const fragmented = movie.fragmented || this.#movieFragments > 0;
    return {
      layout: fragmented ? 'fragmented' : moovFirst ? 'progressive-moov-first' : 'progressive-moov-last',
      bytes: this.#position,
      durationMs: Math.max(0, ...tracks.map((track) => track.durationMs)),
      tracks,
    };
  }

  /** Opens the box whose header is in the buffer, once it is whole. */
  #beginBox(): void {
    const { length } = this.#metadata;
    if (length < HEADER_BYTES) return;
    const view = this.#metadata.view();
    let size = view.getUint32(0);
    const headerBytes = size === 1 ? LARGE_HEADER_BYTES : HEADER_BYTES;
    if (length < headerBytes) return;
    if (size === 1) size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    else if (size === 0) size = Number.POSITIVE_INFINITY;
    const type = String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + 4, 4));
    const start = this.#position - length;
    if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) throw corruptBox('box', start, 'its type is no text');
    if (this.#boxes === 0 && !FIRST_BOXES.has(type)) throw corruptBox(type, start, 'no MP4 begins with it');
    if (size < headerBytes) throw corruptBox(type, start, `a size of ${size} bytes`);
    if (METADATA.has(type) && size > this.#maxMetadataBytes) {
      throw corruptBox(type, start, `larger than ${this.#maxMetadataBytes} bytes`);
    }
    if (type === 'mdat') this.#firstMdat ??= start;
    this.#boxes++;
    this.#box = { type, start, end: start + size, headerBytes };
    if (!METADATA.has(type)) this.#metadata.clear();
    this.#finishBox(this.#box);
  }

  #finishBox(box: OpenBox): void {
    if (this.#position < box.end) return;
    if (METADATA.has(box.type)) {
      const { type, start, end } = box;
      const cursor = new BoxCursor(this.#metadata.view(), start, {
        type,
        start,
        dataStart: start + box.headerBytes,
        end,
      });
      if (type === 'moov') this.#takeMovie(cursor);
      else this.#takeMovieFragment(cursor);
      this.#metadata.clear();
    }
    this.#box = undefined;
  }

  #takeMovie(moov: BoxCursor): void {
    if (this.#movie !== undefined) throw moov.fault('stands twice');
    this.#movie = readMovie(moov);
    this.#moovStart = moov.box.start;
  }

  #takeMovieFragment(moof: BoxCursor): void {
    if (this.#movie === undefined) throw moof.fault('stands before the moov');
    this.#movieFragments++;
    readMovieFragment(moof, this.#movie);
  }

  #truncated(box: string, offset: number, what: string): ArchiverError {
    return new ArchiverError('Truncated', `${box} at byte ${offset}: ${what}`, { details: { box, offset } });
  }
}

function inspected(track: MovieTrack, movieTimescale: number): InspectedTrack {
  const { id, handler, timescale, description, edit, sampleCount, syncSampleCount } = track;
  const playedMs =
    edit.duration === undefined
      ? (Math.max(0, track.duration - edit.mediaTime) * 1000) / timescale
      : (edit.duration * 1000) / movieTimescale;
  const durationMs = (edit.delay * 1000) / movieTimescale + playedMs;
  return { id, handler, ...description, timescale, durationMs, sampleCount, syncSampleCount };
}
