import { crc32 } from 'node:zlib';
import type { SampleTrack } from '../../../core/mp4/samples/SampleTrack.ts';
import type { SampleReader } from '../../../core/mp4/samples/SampleWalker.ts';

/** Checksums of a file's frames, by which a clip and the bundle beside it are compared without holding either. */
export class FrameSums implements SampleReader {
  /** CRC-32 of each picture, in the order of decoding. */
  readonly pictures: number[] = [];
  /** CRC-32 over all sound: its frames are cut otherwise in an MP4, and their bytes are the same. */
  sound = 0;
  soundBytes = 0;
  #isPicture = false;
  #isSound = false;
  #sum = 0;

  begin({ handler }: Pick<SampleTrack, 'handler'>): void {
    this.#isPicture = handler === 'vide';
    this.#isSound = handler === 'soun';
    this.#sum = 0;
  }

  take(bytes: Uint8Array): void {
    if (this.#isPicture) this.#sum = crc32(bytes, this.#sum);
    if (!this.#isSound) return;
    this.sound = crc32(bytes, this.sound);
    this.soundBytes += bytes.length;
  }

  end(): void {
    if (this.#isPicture) this.pictures.push(this.#sum);
  }
}

/**
 * In what the frames of a bundle are not those of the clip beside it; nothing where they are.
 *
 * @param source a clip of GetClip's own making is held against the bundle by the count of its pictures alone: whether KVS
 *   writes each of them byte by byte as it was sent is not documented
 */
export function compareFrames(clip: FrameSums, bundle: FrameSums, source: 'GET_CLIP' | 'FRAGMENTS'): string[] {
  if (clip.pictures.length !== bundle.pictures.length) {
    return [`it holds ${bundle.pictures.length} pictures, and the clip ${clip.pictures.length}`];
  }
  if (source === 'GET_CLIP') return [];
  const other = bundle.pictures.findIndex((sum, index) => sum !== clip.pictures[index]);
  const differences: string[] = [];
  if (other >= 0) differences.push(`its picture ${other} is not that of the clip`);
  if (clip.sound !== bundle.sound || clip.soundBytes !== bundle.soundBytes) {
    differences.push('its sound is not that of the clip');
  }
  return differences;
}
