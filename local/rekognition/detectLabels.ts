import type { DetectLabelsCommandOutput } from '@aws-sdk/client-rekognition';
import { isArchiverError } from '../../core/errors.ts';
import type { ObjectFinder } from './model/ObjectFinder.ts';
import { RekognitionError } from './RekognitionError.ts';
import { readDetectLabels } from './readDetectLabels.ts';
import type { CallerKeys, PictureReader } from './readPicture.ts';
import { toLabels } from './toLabels.ts';
import { toNetworkPicture } from './toNetworkPicture.ts';

/** Below it the model guesses: nothing less sure is told, whatever is asked for. */
const LEAST_SCORE = 0.25;
/** Observed: the label model's version since 2022. */
const LABEL_MODEL_VERSION = '3.0';

export interface DetectLabelsParts {
  readonly finder: Pick<ObjectFinder, 'find'>;
  readonly pictures: Pick<PictureReader, 'read'>;
}

/**
 * DetectLabels: what is in a picture. `OrientationCorrection` is never in the answer, as documented.
 *
 * @throws RekognitionError
 */
export async function detectLabels(
  body: string,
  caller: CallerKeys,
  { finder, pictures }: DetectLabelsParts,
): Promise<Omit<DetectLabelsCommandOutput, '$metadata'>> {
  const request = readDetectLabels(body);
  const picture = await toNetworkPicture(await pictures.read(request.image, caller));
  const least = Math.max(LEAST_SCORE, request.minConfidence / 100);
  const found = await finder.find(picture, least).catch((cause: unknown) => {
    if (isArchiverError(cause, 'Throttled')) throw throttled(cause);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RekognitionError('InternalServerError', why, { cause });
  });
  return { Labels: toLabels(found, request), LabelModelVersion: LABEL_MODEL_VERSION };
}

function throttled(cause: unknown): RekognitionError {
  const message = 'Amazon Rekognition is temporarily unable to process the request. Try your call again.';
  return new RekognitionError('ThrottlingException', message, { cause });
}
