import { DetectLabelsCommand, RekognitionClient, type Label as RekognitionLabel } from '@aws-sdk/client-rekognition';
import { ArchiverError } from '../../core/errors.ts';
import type { DetectionOptions, Label, LabelDetector } from '../../core/ports/labelDetector.ts';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import { fromAwsError } from '../awsError.ts';

/** Labels of one image, the most confident first. Documented: API reference, DetectLabels, MaxLabels: 1,000 by default. */
const MOST_LABELS = 100;

/** What Rekognition's own errors mean to us. Documented: API reference, DetectLabels, "Errors". */
const KINDS = {
  InvalidImageFormatException: 'UnsupportedMedia',
  ImageTooLargeException: 'InvalidInput',
  InvalidS3ObjectException: 'NotFound',
  InvalidParameterException: 'InvalidInput',
  ProvisionedThroughputExceededException: 'Throttled',
  ThrottlingException: 'Throttled',
  InternalServerError: 'Internal',
} as const;

/** Amazon Rekognition's DetectLabels. */
export class RekognitionDetector implements LabelDetector {
  readonly #client: RekognitionClient;
  readonly #mostLabels: number;

  constructor(client = new RekognitionClient({}), mostLabels = MOST_LABELS) {
    this.#client = client;
    this.#mostLabels = mostLabels;
  }

  async detect(
    image: ObjectPlace | Uint8Array,
    { minConfidence, categories }: DetectionOptions,
  ): Promise<readonly Label[]> {
    const name = image instanceof Uint8Array ? `${image.length} bytes` : image.key;
    try {
      const { Labels = [] } = await this.#client.send(
        new DetectLabelsCommand({
          Image:
            image instanceof Uint8Array ? { Bytes: image } : { S3Object: { Bucket: image.bucket, Name: image.key } },
          MaxLabels: this.#mostLabels,
          MinConfidence: minConfidence,
          ...(categories === undefined || categories.length === 0
            ? {}
            : {
                Features: ['GENERAL_LABELS'],
                Settings: { GeneralLabels: { LabelCategoryInclusionFilters: [...categories] } },
              }),
        }),
      );
      return Labels.flatMap(inOurWords).sort((a, b) => b.confidence - a.confidence);
    } catch (error) {
      const known = error instanceof Error ? KINDS[error.name as keyof typeof KINDS] : undefined;
      if (known === undefined) throw fromAwsError(error, `DetectLabels of ${name}`);
      throw new ArchiverError(known, `DetectLabels of ${name}: ${(error as Error).name}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** A label without a name says nothing. */
function inOurWords({ Name, Confidence, Parents, Categories, Instances }: RekognitionLabel): Label[] {
  if (Name === undefined || Name === '') return [];
  const instances = (Instances ?? []).flatMap(({ BoundingBox, Confidence: confidence }) =>
    BoundingBox === undefined
      ? []
      : {
          confidence: confidence ?? Confidence ?? 0,
          box: {
            left: BoundingBox.Left ?? 0,
            top: BoundingBox.Top ?? 0,
            width: BoundingBox.Width ?? 0,
            height: BoundingBox.Height ?? 0,
          },
        },
  );
  return [
    {
      name: Name,
      confidence: Confidence ?? 0,
      parents: (Parents ?? []).flatMap(({ Name: name }) => name ?? []),
      categories: (Categories ?? []).flatMap(({ Name: name }) => name ?? []),
      instances: instances.sort((a, b) => b.confidence - a.confidence),
    },
  ];
}
