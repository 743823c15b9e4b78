import { bytesOfSamples, type SampleTrack } from './SampleTrack.ts';

/** Takes what a `SampleWalker` finds, in the order of the file. */
export interface SampleReader {
  /** A sample begins; of sound in samples of one size, a whole chunk of them at once. */
  begin(track: SampleTrack, sample: number, bytes: number): void;
  /** Its next bytes; valid during the call. */
  take(bytes: Uint8Array): void;
  end(): void;
}

/** A chunk of samples in the file. */
interface Span {
  readonly track: SampleTrack;
  readonly chunk: number;
  readonly offset: number;
}

/** Bytes of the file that hold media: what is in its `mdat` boxes. */
export interface MediaRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts an MP4's bytes, as they pass by from the first to the last, into samples, whatever order its tables name them in.
 * Holds the order of the chunks and no media.
 */
export class SampleWalker {
  /** What is wrong with the places of samples, in words; nothing more is read behind the first of them. */
  readonly faults: string[] = [];
  readonly #spans: readonly Span[];
  readonly #reader: SampleReader;
  #position = 0;
  #next = 0;
  /** The sample that is being read: the one behind it, and bytes that are still to come. */
  #open: { readonly span: Span; next: number; left: number } | undefined;

  constructor(tracks: readonly SampleTrack[], media: readonly MediaRange[], reader: SampleReader) {
    const spans = tracks.flatMap((track) =>
      Array.from(track.chunkOffsets, (offset, chunk): Span => ({ track, chunk, offset })),
    );
    spans.sort((a, b) => a.offset - b.offset);
    this.#reader = reader;
    this.#spans = this.#readable(spans, media);
  }

  /** The next bytes of the file. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const open = this.#open ?? this.#enter(this.#position + at, chunk.length - at);
      if (open === undefined) break;
      if (open.left === 0) {
        this.#finishSample(open);
        continue;
      }
      const position = this.#position + at;
      const skipped = Math.max(0, open.span.offset - position);
      if (skipped > 0) {
        at += Math.min(skipped, chunk.length - at);
        continue;
      }
      const taken = Math.min(open.left, chunk.length - at);
      this.#reader.take(chunk.subarray(at, at + taken));
      open.left -= taken;
      at += taken;
      if (open.left === 0) this.#finishSample(open);
    }
    this.#position += chunk.length;
  }

  /** Opens the chunk that begins within the next `ahead` bytes. */
  #enter(position: number, ahead: number) {
    const span = this.#spans[this.#next];
    if (span === undefined || span.offset >= position + ahead) return undefined;
    this.#next += 1;
    this.#open = { span, next: span.track.chunkFirstSamples[span.chunk] ?? 0, left: 0 };
    this.#beginSample(this.#open);
    return this.#open;
  }

  #beginSample(open: { readonly span: Span; next: number; left: number }): void {
    const { track, chunk } = open.span;
    const last = track.chunkFirstSamples[chunk + 1] ?? 0;
    const isWhole = typeof track.sizes === 'number' && track.handler !== 'vide';
    const sample = open.next;
    open.next = isWhole ? last : sample + 1;
    open.left = bytesOfSamples(track, sample, open.next);
    this.#reader.begin(track, sample, open.left);
  }

  #finishSample(open: { readonly span: Span; next: number; left: number }): void {
    this.#reader.end();
    const { track, chunk } = open.span;
    if (open.next >= (track.chunkFirstSamples[chunk + 1] ?? 0)) this.#open = undefined;
    else this.#beginSample(open);
  }

  /** The chunks up to the first one that does not lie by itself within the media. */
  #readable(spans: readonly Span[], media: readonly MediaRange[]): Span[] {
    const good: Span[] = [];
    let before = 0;
    for (const span of spans) {
      const { track, chunk, offset } = span;
      const [from, to] = [track.chunkFirstSamples[chunk] ?? 0, track.chunkFirstSamples[chunk + 1] ?? 0];
      if (from === to) continue;
      const end = offset + bytesOfSamples(track, from, to);
      const what = `samples ${from} to ${to - 1} of track ${track.id} at bytes ${offset} to ${end}`;
      if (offset < before) this.faults.push(`${what} begin inside those before`);
      else if (!media.some((range) => offset >= range.start && end <= range.end)) {
        this.faults.push(`${what} do not lie in the media`);
      }
      if (this.faults.length > 0) break;
      good.push(span);
      before = end;
    }
    return good;
  }
}
