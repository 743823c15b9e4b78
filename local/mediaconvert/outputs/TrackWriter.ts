import type { Put } from './OutputWriter.ts';
import type { WrittenSegment, WrittenTrack } from './writePlaylists.ts';

/** Observed: nine digits, beginning with 1. */
const NUMBER_DIGITS = 9;

/** Gathers fragments of one track into segments of about one length, and puts each as soon as it is whole. */
export class TrackWriter {
  /** Key without the file's ending. */
  readonly #base: string;
  readonly #extension: 'cmfv' | 'cmfa';
  readonly #segmentSeconds: number;
  readonly #put: Put;
  readonly #segments: WrittenSegment[] = [];
  #codec = '';
  #fragments: Uint8Array[] = [];
  #seconds = 0;
  #total = 0;

  constructor(base: string, extension: 'cmfv' | 'cmfa', segmentSeconds: number, put: Put) {
    this.#base = base;
    this.#extension = extension;
    this.#segmentSeconds = segmentSeconds;
    this.#put = put;
  }

  get seconds(): number {
    return this.#total;
  }

  async init(bytes: Uint8Array, codec: string): Promise<void> {
    this.#codec = codec;
    await this.#put(`${this.#base}init.${this.#extension}`, bytes, this.#contentType());
  }

  async fragment(bytes: Uint8Array, seconds: number): Promise<void> {
    this.#fragments.push(bytes);
    this.#seconds += seconds;
    this.#total += seconds;
    // The nearest end to where it should be: half a fragment too early at most, or too late.
    if (this.#total + seconds / 2 >= (this.#segments.length + 1) * this.#segmentSeconds) await this.#close();
  }

  async end(): Promise<WrittenTrack & { readonly key: string }> {
    await this.#close();
    const name = this.#nameOf(this.#base);
    return {
      key: `${this.#base}.m3u8`,
      playlist: `${name}.m3u8`,
      init: `${name}init.${this.#extension}`,
      codec: this.#codec,
      segments: this.#segments,
    };
  }

  async #close(): Promise<void> {
    if (this.#fragments.length === 0) return;
    const number = String(this.#segments.length + 1).padStart(NUMBER_DIGITS, '0');
    const key = `${this.#base}_${number}.${this.#extension}`;
    const body = Buffer.concat(this.#fragments);
    this.#segments.push({ name: this.#nameOf(key), seconds: this.#seconds, bytes: body.length });
    this.#fragments = [];
    this.#seconds = 0;
    await this.#put(key, body, this.#contentType());
  }

  #nameOf(key: string): string {
    return key.slice(key.lastIndexOf('/') + 1);
  }

  #contentType(): string {
    return this.#extension === 'cmfv' ? 'video/mp4' : 'audio/mp4';
  }
}
