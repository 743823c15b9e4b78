/** Errors of DetectLabels. Documented: Rekognition API reference, DetectLabels; statuses: developer guide, "Error handling". */
const STATUSES = {
  AccessDeniedException: 400,
  ImageTooLargeException: 400,
  InvalidImageFormatException: 400,
  InvalidParameterException: 400,
  InvalidS3ObjectException: 400,
  ProvisionedThroughputExceededException: 400,
  ThrottlingException: 500,
  InternalServerError: 500,
  SerializationException: 400,
  UnknownOperationException: 400,
} as const;

export type RekognitionErrorName = keyof typeof STATUSES;

/** An answer of Rekognition that is a refusal. */
export class RekognitionError extends Error {
  readonly status: number;

  constructor(name: RekognitionErrorName, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = name;
    this.status = STATUSES[name];
  }
}

/** Observed (botocore issue 1366): all that the service says of a parameter that it cannot use. */
export const invalidParameters = (): RekognitionError =>
  new RekognitionError('InvalidParameterException', 'Request has Invalid Parameters');
