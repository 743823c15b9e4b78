import { readSmallBody } from '../body/readSmallBody.ts';
import { requireBucketName } from '../request/requireBucketName.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** CreateBucket. Documented: in us-east-1 creating one's own bucket again succeeds, elsewhere it is an error. */
export const createBucket: Operation = async (context, request, response) => {
  const { bucket } = request;
  requireBucketName(bucket);
  await readSmallBody(request);
  const found = context.buckets.find(bucket);
  if (found !== undefined && context.region !== 'us-east-1')
    throw new S3Error('BucketAlreadyOwnedByYou', { elements: { BucketName: bucket } });
  if (found === undefined)
    await context.buckets.put({ name: bucket, createdMs: context.system.clock.now(), configuration: {} });
  sendEmpty(response, 200, { location: `/${bucket}` });
};
