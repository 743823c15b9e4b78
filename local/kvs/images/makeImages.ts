import { isArchiverError } from '../../../core/errors.ts';
import { codedPictures } from '../../../core/images/codedPictures.ts';
import type { ImageForm } from '../../../core/images/imageForm.ts';
import { pictureAt } from '../../../core/images/pictureAt.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { PictureMaker } from '../../../core/ports/pictureMaker.ts';
import { DamagedFragmentError, type FragmentLog } from '../storage/FragmentLog.ts';
import type { CoveringFragment } from './fragmentsAt.ts';

/** Documented: service model, Image.ImageContent: at most 6,291,456 characters of base64. */
const MAX_IMAGE_BYTES = (6_291_456 / 4) * 3;

/** What one moment gives. */
export type ImageAnswer = { readonly content: Uint8Array } | { readonly error: 'NO_MEDIA' | 'MEDIA_ERROR' };

/**
 * One image for each moment, fragment by fragment: what is broken, has no video or cannot be decoded gives MEDIA_ERROR
 * at its own moments, and the others have their images (documented: GetImages, Error). Assumed: an image that is larger
 * than an answer may hold is a MEDIA_ERROR too.
 *
 * @param covering the fragment of each moment
 */
export async function makeImages(
  moments: readonly number[],
  covering: readonly (CoveringFragment | undefined)[],
  form: ImageForm,
  { log, pictures }: { readonly log: FragmentLog; readonly pictures: PictureMaker },
): Promise<readonly ImageAnswer[]> {
  const answers: ImageAnswer[] = moments.map(() => ({ error: 'NO_MEDIA' }));
  for (let place = 0; place < moments.length; ) {
    const fragment = covering[place];
    let end = place + 1;
    while (end < moments.length && covering[end] === fragment) end += 1;
    if (fragment !== undefined) await answerFragment(fragment, place, end);
    place = end;
  }
  return answers;

  async function answerFragment({ record, startMs }: CoveringFragment, from: number, to: number): Promise<void> {
    answers.fill({ error: 'MEDIA_ERROR' }, from, to);
    try {
      const { header, cluster } = await log.read(record);
      const document = readDocument(Buffer.concat([header, cluster]));
      const { track, pictures: coded } = codedPictures(document);
      const places = new Map<number, number[]>();
      for (let place = from; place < to; place++) {
        const timeMs = (moments[place] ?? 0) - startMs + document.clusterTimecodeMs;
        // Sound may begin before the first picture does: that one stands for it.
        const index = pictureAt(coded, timeMs) ?? pictureAt(coded, coded[0]?.timeMs ?? 0);
        if (index !== undefined) places.set(index, [...(places.get(index) ?? []), place]);
      }
      await pictures.make({ track, pictures: coded, wanted: [...places.keys()], form }, (outcome) => {
        if ('because' in outcome || outcome.picture.bytes.length > MAX_IMAGE_BYTES) return;
        for (const place of places.get(outcome.index) ?? []) answers[place] = { content: outcome.picture.bytes };
      });
    } catch (error) {
      const isMedia = isArchiverError(error, 'Corrupt') || isArchiverError(error, 'UnsupportedMedia');
      if (!isMedia && !(error instanceof DamagedFragmentError)) throw error;
    }
  }
}
