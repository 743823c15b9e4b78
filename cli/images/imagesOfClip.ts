import { isArchiverError } from '../../core/errors.ts';
import type { ImageForm } from '../../core/images/imageForm.ts';
import { pictureAt } from '../../core/images/pictureAt.ts';
import type { ClipRow } from '../../core/ledger/ledgerRow.ts';
import { readTimedTracks } from '../../core/mp4/samples/readTimedTracks.ts';
import { isSync, shownMs, type TimedTrack } from '../../core/mp4/samples/TimedTrack.ts';
import type { MomentImage } from '../../core/ports/imageSource.ts';
import type { ObjectStore } from '../../core/ports/objectStore.ts';
import type { PictureMaker, TimedPicture } from '../../core/ports/pictureMaker.ts';
import { readMoov } from '../../functions/playback/steps/readMoov.ts';
import { readRange } from '../../functions/playback/steps/readRange.ts';

export interface ClipImagePorts {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly pictures: PictureMaker;
}

/** A group of pictures and what is wanted of it. */
interface Group {
  readonly first: number;
  /** Behind the last sample that has to be read. */
  readonly end: number;
  /** Moments by sample. */
  readonly wanted: Map<number, number[]>;
}

/**
 * Images of moments that an archived clip covers. Of its MP4 the tables are read, and then, by ranges, each group of
 * pictures that something is wanted of, from its key frame to the last picture that is: never the whole file.
 *
 * @param moments producer time, rising
 * @returns one for each moment, in order; what cannot be decoded, or is not in the bucket any more, has an error
 */
export async function imagesOfClip(
  { clip, startProducerMs }: ClipRow,
  moments: readonly number[],
  form: ImageForm,
  { objects, pictures }: ClipImagePorts,
): Promise<readonly MomentImage[]> {
  const made = new Map<number, Uint8Array>();
  const answer = (otherwise: 'NO_MEDIA' | 'MEDIA_ERROR'): readonly MomentImage[] =>
    moments.map((ms) => {
      const bytes = made.get(ms);
      return bytes === undefined ? { ms, error: otherwise } : { ms, bytes };
    });
  if (clip === undefined) return answer('NO_MEDIA');
  try {
    const { bytes, start, headerBytes } = await readMoov(objects, clip, clip.bytes);
    const track = readTimedTracks(bytes, start, headerBytes).find(({ handler }) => handler === 'vide');
    if (track === undefined) return answer('MEDIA_ERROR');
    const shown = Array.from({ length: track.sampleCount }, (_, sample) => ({ timeMs: shownMs(track, sample) }));
    for (const { first, end, wanted } of groupsOf(track, shown, moments, startProducerMs)) {
      const coded = await readSamples(track, first, end, shown, clip, objects);
      const order = { track, pictures: coded, wanted: [...wanted.keys()].map((sample) => sample - first), form };
      await pictures.make(order, (outcome) => {
        if ('because' in outcome) return;
        for (const ms of wanted.get(first + outcome.index) ?? []) made.set(ms, outcome.picture.bytes);
      });
    }
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return answer('NO_MEDIA');
    if (!isArchiverError(error, 'Corrupt') && !isArchiverError(error, 'UnsupportedMedia')) throw error;
  }
  return answer('MEDIA_ERROR');
}

function groupsOf(
  track: TimedTrack,
  shown: readonly { readonly timeMs: number }[],
  moments: readonly number[],
  startMs: number,
): Group[] {
  const groups = new Map<number, Group>();
  const [firstMs = 0] = shown.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
  for (const ms of moments) {
    // A clip begins with its first fragment; sound may come before the first picture, which then stands for it.
    const sample = pictureAt(shown, Math.max(ms - startMs, firstMs));
    if (sample === undefined) continue;
    let first = sample;
    while (first > 0 && !isSync(track, first)) first -= 1;
    const group = groups.get(first) ?? { first, end: 0, wanted: new Map<number, number[]>() };
    group.wanted.set(sample, [...(group.wanted.get(sample) ?? []), ms]);
    groups.set(first, { ...group, end: Math.max(group.end, sample + 1) });
  }
  return [...groups.values()];
}

/** Samples `first` to `end` (exclusive), read in one range: sound that lies in between comes along. */
async function readSamples(
  track: TimedTrack,
  first: number,
  end: number,
  shown: readonly { readonly timeMs: number }[],
  place: { readonly bucket: string; readonly key: string; readonly bytes: number },
  objects: Pick<ObjectStore, 'get'>,
): Promise<TimedPicture[]> {
  const sizeOf = (sample: number): number =>
    typeof track.sizes === 'number' ? track.sizes : (track.sizes[sample] ?? 0);
  const samples = Array.from({ length: end - first }, (_, index) => first + index);
  const places = samples.map((sample) => track.places[sample] ?? 0);
  const from = Math.min(...places);
  const to = Math.min(place.bytes, Math.max(...samples.map((sample, index) => (places[index] ?? 0) + sizeOf(sample))));
  const bytes = await readRange(objects, place, { from, to });
  return samples.map((sample, index) => {
    const at = (places[index] ?? 0) - from;
    return {
      bytes: bytes.slice(at, at + sizeOf(sample)),
      keyframe: isSync(track, sample),
      timeMs: shown[sample]?.timeMs ?? 0,
    };
  });
}
