import { diskFull } from '../s3/storage/requireFreeSpace.ts';
import type { FaultService } from './FaultRule.ts';

/** A service's answer that a call has failed, ready to be sent. */
export interface FailureAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Failure = readonly [status: number, name: string, message: string];
type Protocol = 'kvs' | 's3' | 'json' | 'query' | 'rest-json';

const TOO_FAST = 'Rate exceeded';
const BROKEN = 'An internal server error occurred. Try again.';

/**
 * How each service says that it is called too often, and that it has failed. Documented: the errors of the operations,
 * and "Common errors", in each service's API reference.
 */
const FAILURES: Readonly<Record<FaultService, { protocol: Protocol; throttle: Failure; error: Failure }>> = {
  'kinesis-video': kvs(),
  'kinesis-video-archived-media': kvs(),
  'kinesis-video-media': kvs(),
  s3: {
    protocol: 's3',
    throttle: [503, 'SlowDown', 'Please reduce your request rate.'],
    error: [500, 'InternalError', 'We encountered an internal error. Please try again.'],
  },
  dynamodb: {
    protocol: 'json',
    throttle: [
      400,
      'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded.',
    ],
    error: [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError', BROKEN],
  },
  sfn: {
    protocol: 'json',
    throttle: [400, 'com.amazonaws.swf.service.v2.model#ThrottlingException', TOO_FAST],
    error: [500, 'com.amazon.coral.service#InternalFailure', BROKEN],
  },
  sns: {
    protocol: 'query',
    throttle: [429, 'Throttled', TOO_FAST],
    error: [500, 'InternalError', BROKEN],
  },
  eventbridge: {
    protocol: 'json',
    throttle: [400, 'ThrottlingException', TOO_FAST],
    error: [500, 'InternalException', BROKEN],
  },
  lambda: {
    protocol: 'rest-json',
    throttle: [429, 'TooManyRequestsException', 'Rate Exceeded.'],
    error: [500, 'ServiceException', BROKEN],
  },
  rekognition: {
    protocol: 'json',
    throttle: [400, 'ProvisionedThroughputExceededException', TOO_FAST],
    error: [500, 'InternalServerError', BROKEN],
  },
  mediaconvert: {
    protocol: 'rest-json',
    throttle: [429, 'TooManyRequestsException', TOO_FAST],
    error: [500, 'InternalServerErrorException', BROKEN],
  },
  'secrets-manager': {
    protocol: 'json',
    throttle: [400, 'ThrottlingException', TOO_FAST],
    error: [500, 'InternalServiceError', BROKEN],
  },
};

function kvs(): { protocol: Protocol; throttle: Failure; error: Failure } {
  return {
    protocol: 'kvs',
    throttle: [400, 'ClientLimitExceededException', TOO_FAST],
    error: [500, 'InternalFailure', 'The request processing has failed because of an unknown error.'],
  };
}

function unavailable(protocol: Protocol): Failure {
  const name = protocol === 's3' || protocol === 'query' ? 'ServiceUnavailable' : 'ServiceUnavailableException';
  return [503, name, 'The service is temporarily unavailable. Try again.'];
}

/** S3's answer where its disk is full, as the embedded one gives it of itself. */
export function diskFullAnswer(): FailureAnswer {
  const { status = 507, code, message } = diskFull();
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

/** The error that a service gives to whom it throttles, or when it has failed, in its own protocol. */
export function failureAnswer(service: FaultService, kind: 'throttle' | 'error', status?: 500 | 503): FailureAnswer {
  const { protocol, ...known } = FAILURES[service];
  const [code, name, message] = kind === 'error' && status === 503 ? unavailable(protocol) : known[kind];
  switch (protocol) {
    case 's3':
      return {
        status: code,
        headers: { 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${name}</Code><Message>${message}</Message></Error>`,
      };
    case 'kvs':
      return {
        status: code,
        headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': name, 'x-amz-ErrorType': name },
        body: JSON.stringify({ Message: message }),
      };
    case 'rest-json':
      return {
        status: code,
        headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': name },
        body: JSON.stringify({ message }),
      };
    case 'json':
      return {
        status: code,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ __type: name, message }),
      };
    case 'query': {
      const type = code < 500 ? 'Sender' : 'Receiver';
      return {
        status: code,
        headers: { 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>${type}</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      };
    }
  }
}
