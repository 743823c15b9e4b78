import type { SampleTrack } from '../../../core/mp4/samples/SampleTrack.ts';
import type { SampleReader } from '../../../core/mp4/samples/SampleWalker.ts';
import type { CodedPicture } from '../../../core/ports/pictureDecoder.ts';

/** How much of a clip is decoded: each key frame by itself, or every picture. */
export type DecodeDepth = 'key-frames' | 'all';

/** Pictures that are decoded in one go. */
export interface PictureGroup {
  readonly track: SampleTrack;
  /** Number of the first of them. */
  readonly sample: number;
  readonly pictures: readonly CodedPicture[];
}

/** What is held of one group of pictures: twenty seconds at 25 Mbit/s. */
const MAX_GROUP_BYTES = 64 * 1024 * 1024;

/** Gathers pictures for a decoder, a group at a time, each beginning with a key frame. */
export class PictureGroups implements SampleReader {
  /** Pictures that belong to a group larger than is held. */
  skipped = 0;
  readonly #depth: DecodeDepth;
  #ready: PictureGroup[] = [];
  #group: { readonly track: SampleTrack; readonly sample: number; readonly pictures: CodedPicture[] } | undefined;
  #bytes = 0;
  #picture: { readonly chunks: Uint8Array[]; readonly keyframe: boolean } | undefined;

  constructor(depth: DecodeDepth) {
    this.#depth = depth;
  }

  begin(track: SampleTrack, sample: number, bytes: number): void {
    this.#picture = undefined;
    if (track.handler !== 'vide') return;
    const keyframe = track.sync === undefined || track.sync[sample] === 1;
    if (keyframe) {
      this.#close();
      this.#group = { track, sample, pictures: [] };
    }
    if (!keyframe && (this.#depth === 'key-frames' || this.#group?.track !== track)) return;
    if (this.#bytes + bytes > MAX_GROUP_BYTES) this.skipped += 1;
    else this.#picture = { chunks: [], keyframe };
  }

  take(bytes: Uint8Array): void {
    this.#picture?.chunks.push(bytes.slice());
    if (this.#picture !== undefined) this.#bytes += bytes.length;
  }

  end(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#group?.pictures.push({ bytes: Buffer.concat(picture.chunks), keyframe: picture.keyframe });
    this.#picture = undefined;
    if (this.#depth === 'key-frames') this.#close();
  }

  /** Groups that are whole; at the `end` of the file the last one too. */
  ready(end = false): PictureGroup[] {
    if (end) this.#close();
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #close(): void {
    if (this.#group !== undefined && this.#group.pictures.length > 0) this.#ready.push(this.#group);
    this.#group = undefined;
    this.#bytes = 0;
  }
}
