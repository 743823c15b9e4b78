import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** What the SDK says at each refusal of a put whose body is a file; `S3Upload` reads the file again where that helps. */
const TOLD_ANYWAY = 'An error was encountered in a non-retryable streaming request.';

const silent = (): void => undefined;
/** The SDK's warnings, as it writes them where no logger is set, but for the one above. */
const logger = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: (...content: unknown[]): void => {
    if (content[0] !== TOLD_ANYWAY) console.warn(...content);
  },
  error: console.error,
};

/** S3; path style where an endpoint is set, as on one machine: a bucket is no host name there. */
export function s3Client(options: Pick<S3ClientConfig, 'requestChecksumCalculation'> = {}): S3Client {
  const elsewhere = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new S3Client({
    forcePathStyle: elsewhere !== undefined,
    requestHandler: { connectionTimeout: 3000, socketTimeout: 60_000 },
    logger,
    ...options,
  });
}
