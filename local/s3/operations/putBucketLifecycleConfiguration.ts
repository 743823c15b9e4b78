import { readSmallBody } from '../body/readSmallBody.ts';
import { readLifecycle } from '../lifecycle/readLifecycle.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** PutBucketLifecycleConfiguration: the rules replace those there were. */
export const putBucketLifecycleConfiguration: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  await context.buckets.configure(request.bucket, { lifecycleRules: readLifecycle(await readSmallBody(request)) });
  sendEmpty(response, 200);
};
