import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** HeadBucket. */
export const headBucket: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  sendEmpty(response, 200, { 'x-amz-bucket-region': context.region });
};
