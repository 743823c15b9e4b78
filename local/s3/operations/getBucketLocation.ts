import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** GetBucketLocation. Documented: empty for us-east-1. */
export const getBucketLocation: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  sendXml(response, 'LocationConstraint', context.region === 'us-east-1' ? '' : context.region);
};
