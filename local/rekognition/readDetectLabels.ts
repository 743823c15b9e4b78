import * as z from 'zod';
import { invalidParameters, RekognitionError } from './RekognitionError.ts';

/** Documented: Rekognition API reference, DetectLabels and GeneralLabelsSettings. */
const MOST_BYTES_IN_REQUEST = 5_242_880;
const MOST_FILTERS = 100;
const DEFAULT_MAX_LABELS = 1000;
const DEFAULT_MIN_CONFIDENCE = 55;

const filters = z.array(z.string().max(1000)).max(MOST_FILTERS).default([]);
const NO_FILTERS = {
  LabelInclusionFilters: [],
  LabelExclusionFilters: [],
  LabelCategoryInclusionFilters: [],
  LabelCategoryExclusionFilters: [],
};

const REQUEST = z.object({
  Image: z.union([
    z.object({ Bytes: z.base64().min(1), S3Object: z.never().optional() }),
    z.object({
      Bytes: z.never().optional(),
      S3Object: z.object({
        Bucket: z.string().regex(/^[0-9A-Za-z.\-_]{3,255}$/),
        Name: z.string().min(1).max(1024),
        Version: z.string().min(1).max(1024).optional(),
      }),
    }),
  ]),
  MaxLabels: z.int().min(0).default(DEFAULT_MAX_LABELS),
  MinConfidence: z.number().min(0).max(100).default(DEFAULT_MIN_CONFIDENCE),
  Features: z
    .array(z.enum(['GENERAL_LABELS', 'IMAGE_PROPERTIES']))
    .max(2)
    .default(['GENERAL_LABELS']),
  Settings: z
    .object({
      GeneralLabels: z
        .object({
          LabelInclusionFilters: filters,
          LabelExclusionFilters: filters,
          LabelCategoryInclusionFilters: filters,
          LabelCategoryExclusionFilters: filters,
        })
        .default(NO_FILTERS),
    })
    .default({ GeneralLabels: NO_FILTERS }),
});

/** Which labels are asked for. */
export interface LabelFilters {
  readonly labels: readonly string[];
  readonly categories: readonly string[];
  readonly notLabels: readonly string[];
  readonly notCategories: readonly string[];
}

/** A picture in the request, or in a bucket. */
export type ImageSource =
  | { readonly bytes: Uint8Array }
  | { readonly bucket: string; readonly key: string; readonly versionId?: string };

export interface DetectLabelsRequest {
  readonly image: ImageSource;
  readonly maxLabels: number;
  /** 0 to 100. */
  readonly minConfidence: number;
  readonly filters: LabelFilters;
}

/**
 * Reads a request; members that the service does not know are passed over, as it does.
 *
 * @throws RekognitionError `InvalidParameterException`; `ImageTooLargeException` over 5 MB (its name as documented; the
 *   service may say `ValidationException` of so large a member, assumed); `SerializationException` for no JSON
 */
export function readDetectLabels(body: string): DetectLabelsRequest {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch (cause) {
    throw new RekognitionError('SerializationException', 'the body is not JSON', { cause });
  }
  const { success, data } = REQUEST.safeParse(given);
  if (!success) throw invalidParameters();
  if (data.Features.includes('IMAGE_PROPERTIES')) {
    throw new RekognitionError('InvalidParameterException', 'IMAGE_PROPERTIES is not available here');
  }
  const general = data.Settings.GeneralLabels;
  return {
    image: sourceOf(data.Image),
    maxLabels: data.MaxLabels,
    minConfidence: data.MinConfidence,
    filters: {
      labels: general.LabelInclusionFilters,
      categories: general.LabelCategoryInclusionFilters,
      notLabels: general.LabelExclusionFilters,
      notCategories: general.LabelCategoryExclusionFilters,
    },
  };
}

function sourceOf(image: z.infer<typeof REQUEST>['Image']): ImageSource {
  if (image.S3Object !== undefined) {
    const { Bucket: bucket, Name: key, Version: versionId } = image.S3Object;
    return { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  }
  const bytes = Buffer.from(image.Bytes, 'base64');
  if (bytes.length > MOST_BYTES_IN_REQUEST) {
    throw new RekognitionError('ImageTooLargeException', 'Image size is too large');
  }
  return { bytes };
}
