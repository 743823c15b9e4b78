import { ArchiverError, type ErrorKind } from '../../core/errors.ts';

/** The exceptions of PutMedia and what they are to us (documented: PutMedia, errors). */
const KINDS: Readonly<Record<string, ErrorKind>> = {
  ConnectionLimitExceededException: 'Conflict',
  ClientLimitExceededException: 'Throttled',
  InvalidArgumentException: 'InvalidInput',
  InvalidEndpointException: 'NotYetAvailable',
  NotAuthorizedException: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  ResourceNotFoundException: 'NotFound',
};

const TAKEN = 'another producer sends to the stream, or our last connection is not yet seen to be dead';

/**
 * The error that a PutMedia answer other than 200 stands for. The name comes in the header `x-amzn-ErrorType` or in the
 * body's `__type`; rejections by the layer before the service are 403 with a lower-case `message` (observed).
 */
export function refusalOf(status: number, errorTypeHeader: string | undefined, body: string): ArchiverError {
  const fields = fieldsOf(body);
  const name = (errorTypeHeader ?? fields.__type ?? '').split(/[:#]/).find((part) => part.endsWith('Exception')) ?? '';
  const kind = KINDS[name] ?? kindOfStatus(status);
  const said = fields.Message ?? fields.message ?? body.slice(0, 200);
  const message = kind === 'Conflict' ? `${said} (${TAKEN})` : said;
  return new ArchiverError(kind, `PutMedia was refused with ${status}${name && ` ${name}`}: ${message}`, {
    details: { status, name },
  });
}

function kindOfStatus(status: number): ErrorKind {
  if (status === 401 || status === 403) return 'AccessDenied';
  if (status === 404) return 'NotFound';
  if (status === 429) return 'Throttled';
  return status < 500 && status >= 400 ? 'InvalidInput' : 'Internal';
}

function fieldsOf(body: string): Record<string, string | undefined> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, field]) => typeof field === 'string'));
  } catch {
    // A proxy's page, or nothing: the status alone must do.
    return {};
  }
}
