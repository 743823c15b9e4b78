import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** DeleteBucketCors. */
export const deleteBucketCors: Operation = async (context, request, response) => {
  await context.buckets.configure(request.bucket, { corsRules: [] });
  sendEmpty(response, 204);
};
