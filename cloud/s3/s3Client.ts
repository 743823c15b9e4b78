import { S3Client } from '@aws-sdk/client-s3';

/** S3; path style where an endpoint is set, as on one machine: a bucket is no host name there. */
export function s3Client(): S3Client {
  const elsewhere = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  return new S3Client({
    forcePathStyle: elsewhere !== undefined,
    requestHandler: { connectionTimeout: 3000, socketTimeout: 60_000 },
  });
}
