/** Documented: API reference, "Jobs", responses: the statuses of its errors. */
const STATUS = {
  BadRequestException: 400,
  ForbiddenException: 403,
  NotFoundException: 404,
  ConflictException: 409,
  TooManyRequestsException: 429,
  InternalServerErrorException: 500,
} as const;

/** An answer that is an error. */
export class MediaConvertError extends Error {
  readonly status: number;

  constructor(name: keyof typeof STATUS, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = name;
    this.status = STATUS[name];
  }
}

/** Observed: all that is wrong with a request in one message, each with its place. */
export const badRequest = (faults: readonly string[]): MediaConvertError =>
  new MediaConvertError('BadRequestException', faults.join(' | '));
