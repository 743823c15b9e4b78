import type { components } from './schema.d.ts';

/** What stands in an answer; go by it, and show the message. */
export type ErrorCode = components['schemas']['ErrorCode'];

/** Codes after which the same call may go through later. */
const AGAIN: Readonly<Record<ErrorCode, boolean>> = {
  InvalidInput: false,
  AccessDenied: false,
  NotFound: false,
  NotYetAvailable: true,
  Conflict: true,
  LeaseLost: false,
  Expired: false,
  UnsupportedMedia: false,
  Throttled: true,
  Corrupt: false,
  Internal: true,
  Truncated: true,
};

/** What the HTTP API answered in place of what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The API's own, or, where the gateway answered by itself or nobody did, the one that comes closest. */
  readonly code: ErrorCode;
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** Whether the API itself spoke, and not what stands before it. */
  readonly isFromApi: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    { status, isFromApi = false, cause }: { status: number; isFromApi?: boolean; cause?: unknown },
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.isFromApi = isFromApi;
  }

  /** Whether the same call may go through later. */
  get retryable(): boolean {
    return AGAIN[this.code];
  }
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'NotFound',
  // Too slow, too early: another time it may be taken.
  408: 'Internal',
  409: 'Conflict',
  410: 'Expired',
  425: 'Internal',
  429: 'Throttled',
};

/**
 * The error in an answer: the API's by its code, the gateway's (`{"message":"Forbidden"}`) by its status.
 *
 * @param doing what was asked for, as in `GET /v1/streams`
 */
export function errorInAnswer(doing: string, status: number, text: string): ApiError {
  const { error, message } = readError(text);
  if (error?.code !== undefined && Object.hasOwn(AGAIN, error.code)) {
    return new ApiError(error.code as ErrorCode, error.message ?? doing, { status, isFromApi: true });
  }
  const code = CODE_OF_STATUS[status] ?? (status >= 500 ? 'Internal' : 'InvalidInput');
  const words = message ?? error?.message ?? text.slice(0, 200);
  return new ApiError(code, `${doing}: ${status} ${words}`.trimEnd(), { status });
}

function readError(text: string): { error?: { code?: string; message?: string }; message?: string } {
  try {
    return (JSON.parse(text) as ReturnType<typeof readError> | null) ?? {};
  } catch {
    // A proxy's page, in HTML: its status says enough.
    return {};
  }
}
