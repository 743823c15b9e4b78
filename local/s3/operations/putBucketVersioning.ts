import { readSmallBody } from '../body/readSmallBody.ts';
import { readXml } from '../request/readXml.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** PutBucketVersioning. Documented: versioning cannot be suspended where Object Lock is on. */
export const putBucketVersioning: Operation = async (context, request, response) => {
  const { configuration } = context.buckets.require(request.bucket);
  const status = readXml(await readSmallBody(request), 'VersioningConfiguration')
    .text('Status')
    ?.trim();
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  if (status === 'Suspended' && configuration.objectLock !== undefined)
    throw new S3Error('InvalidBucketState', {
      message: 'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    });
  await context.buckets.configure(request.bucket, { versioning: status });
  sendEmpty(response, 200);
};
