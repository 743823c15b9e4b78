/** What a producer does about an ERROR acknowledgement. */
export type AckErrorAction =
  /** The fragment is good: send it again on a new connection, after a pause. */
  | 'retry'
  /** The service will never take this fragment: leave it out, report the loss, go on with the next. */
  | 'drop'
  /** The service will take nothing until somebody changes something: end with an error that says what. */
  | 'stop';

/** One ErrorId of the service. */
export interface AckError {
  readonly code: string;
  readonly action: AckErrorAction;
  readonly advice: string;
}

/**
 * Every ErrorId (documented: PutMedia, ErrorId table; 4507 observed in AWS's C producer). AWS's own producers drop the
 * fragment on all of 4001-4507; here `stop` stands where each next fragment would meet the same refusal, so that
 * footage is kept rather than dropped one fragment after the other.
 */
export const ACK_ERRORS: ReadonlyMap<number, AckError> = new Map<number, AckError>([
  [4000, { code: 'STREAM_READ_ERROR', action: 'retry', advice: 'the service could not read the connection' }],
  [4001, { code: 'MAX_FRAGMENT_SIZE_REACHED', action: 'drop', advice: 'lower the bit rate: 50 MB is the most' }],
  [4002, { code: 'MAX_FRAGMENT_DURATION_REACHED', action: 'drop', advice: 'set key frames closer together' }],
  [4003, { code: 'MAX_CONNECTION_DURATION_REACHED', action: 'retry', advice: 'the connection had lived its time' }],
  [4004, { code: 'FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS', action: 'drop', advice: 'check the clock of the source' }],
  [4005, { code: 'MORE_THAN_ONE_TRACK_FOUND', action: 'stop', advice: 'send one track' }],
  [4006, { code: 'INVALID_MKV_DATA', action: 'drop', advice: 'the service could not read the fragment' }],
  [4007, { code: 'INVALID_PRODUCER_TIMESTAMP', action: 'drop', advice: 'check the clock of the device' }],
  [4008, { code: 'STREAM_NOT_ACTIVE', action: 'stop', advice: 'the stream is being deleted, or has been: create it' }],
  [4009, { code: 'FRAGMENT_METADATA_LIMIT_REACHED', action: 'drop', advice: 'at most 10 tags a fragment' }],
  [4010, { code: 'TRACK_NUMBER_MISMATCH', action: 'drop', advice: 'a frame names a track that was not declared' }],
  [4011, { code: 'FRAMES_MISSING_FOR_TRACK', action: 'drop', advice: 'each fragment needs a frame of each track' }],
  [4012, { code: 'MORE_THAN_ALLOWED_TRACKS_FOUND', action: 'stop', advice: 'send at most 3 tracks' }],
  [4500, { code: 'KMS_KEY_ACCESS_DENIED', action: 'stop', advice: "allow the caller to use the stream's KMS key" }],
  [4501, { code: 'KMS_KEY_DISABLED', action: 'stop', advice: "enable the stream's KMS key" }],
  [4502, { code: 'KMS_KEY_VALIDATION_ERROR', action: 'stop', advice: "check the stream's KMS key" }],
  [4503, { code: 'KMS_KEY_UNAVAILABLE', action: 'retry', advice: 'the KMS key could not be reached' }],
  [4504, { code: 'KMS_KEY_INVALID_USAGE', action: 'stop', advice: 'the KMS key cannot be used for encryption' }],
  [4505, { code: 'KMS_KEY_INVALID_STATE', action: 'stop', advice: "check the state of the stream's KMS key" }],
  [4506, { code: 'KMS_KEY_NOT_FOUND', action: 'stop', advice: "the stream's KMS key does not exist" }],
  [4507, { code: 'STREAM_DELETED', action: 'stop', advice: 'the stream has been deleted: create it' }],
  [5000, { code: 'INTERNAL_ERROR', action: 'retry', advice: 'the service failed' }],
  [5001, { code: 'ARCHIVAL_ERROR', action: 'retry', advice: 'the service could not store the fragment' }],
]);

/** The entry of an ErrorId; one that we do not know is tried again, as AWS's producers do (their own id 7000). */
export function ackErrorOf(errorId: number, errorCode: string): AckError {
  const known = ACK_ERRORS.get(errorId);
  return known ?? { code: errorCode || `ERROR_${errorId}`, action: 'retry', advice: 'this ErrorId is not documented' };
}
