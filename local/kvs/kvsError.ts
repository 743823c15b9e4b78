/** Every error the service may answer with, and its HTTP status (documented: service models). */
const STATUS = {
  AccessDeniedException: 403,
  AccountStreamLimitExceededException: 400,
  ClientLimitExceededException: 400,
  ConnectionLimitExceededException: 400,
  InternalFailure: 500,
  InvalidArgumentException: 400,
  InvalidCodecPrivateDataException: 400,
  InvalidMediaFrameException: 400,
  InvalidResourceFormatException: 400,
  MissingCodecPrivateDataException: 400,
  NoDataRetentionException: 400,
  NotAuthorizedException: 401,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  TagsPerResourceExceededLimitException: 400,
  UnknownOperationException: 404,
  UnsupportedStreamMediaTypeException: 400,
  VersionMismatchException: 400,
} as const;

export type KvsErrorName = keyof typeof STATUS;

/** An answer that is an AWS error: its name goes to the error header, its text to `Message`. */
export class KvsError extends Error {
  readonly status: number;
  readonly errorName: KvsErrorName;

  constructor(errorName: KvsErrorName, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = errorName;
    this.errorName = errorName;
    this.status = STATUS[errorName];
  }
}

/** The message that AWS gives for a member outside its constraint (observed form, other AWS services). */
export function constraintError(member: string, value: unknown, constraint: string): KvsError {
  const shown = typeof value === 'string' ? value.slice(0, 256) : JSON.stringify(value)?.slice(0, 256);
  return new KvsError(
    'InvalidArgumentException',
    `1 validation error detected: Value '${shown ?? 'null'}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
