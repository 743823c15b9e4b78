import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** DeleteBucketLifecycle. */
export const deleteBucketLifecycle: Operation = async (context, request, response) => {
  await context.buckets.configure(request.bucket, { lifecycleRules: [] });
  sendEmpty(response, 204);
};
