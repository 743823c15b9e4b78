import { ArchiverError, type ErrorKind } from '../core/errors.ts';

/** Names of AWS exceptions, whatever the service, and what they mean to us. */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  ClientLimitExceededException: 'Throttled',
  ConnectionLimitExceededException: 'Throttled',
  ThrottlingException: 'Throttled',
  ThrottledException: 'Throttled',
  TooManyRequestsException: 'Throttled',
  ProvisionedThroughputExceededException: 'Throttled',
  RequestLimitExceeded: 'Throttled',
  SlowDown: 'Throttled',
  ResourceNotFoundException: 'NotFound',
  NoSuchKey: 'NotFound',
  NoSuchBucket: 'NotFound',
  NoSuchUpload: 'NotFound',
  NoSuchVersion: 'NotFound',
  ExecutionDoesNotExist: 'NotFound',
  NotFound: 'NotFound',
  // Retention 0: there is nothing to be had.
  NoDataRetentionException: 'NotFound',
  NotAuthorizedException: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  AccessDenied: 'AccessDenied',
  ExpiredTokenException: 'AccessDenied',
  UnrecognizedClientException: 'AccessDenied',
  InvalidArgumentException: 'InvalidInput',
  InvalidRequest: 'InvalidInput',
  ValidationException: 'InvalidInput',
  ConditionalCheckFailedException: 'Conflict',
  PreconditionFailed: 'Conflict',
  ConditionalRequestConflict: 'Conflict',
  OperationAborted: 'Conflict',
  // Secrets Manager: the token of a value that is another.
  ResourceExistsException: 'Conflict',
  UnsupportedStreamMediaTypeException: 'UnsupportedMedia',
  MissingCodecPrivateDataException: 'UnsupportedMedia',
  InvalidCodecPrivateDataException: 'UnsupportedMedia',
  InvalidMediaFrameException: 'UnsupportedMedia',
};

/** Errors of a connection that broke while a body was on its way. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR']);

/**
 * An error of the SDK in our vocabulary; what we do not know is `Internal`. Ours pass through.
 *
 * @param doing what was being tried, for the message: `GetClip of front-door`
 */
export function fromAwsError(error: unknown, doing: string): ArchiverError {
  if (error instanceof ArchiverError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  const kind = KINDS[name] ?? (typeof code === 'string' && BROKEN.has(code) ? 'Truncated' : 'Internal');
  return new ArchiverError(kind, `${doing}: ${name}: ${message}`, { cause: error, details: { aws: name } });
}

/** Runs `call`, and turns what it throws into our vocabulary. */
export async function inOurWords<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromAwsError(error, doing);
  }
}
