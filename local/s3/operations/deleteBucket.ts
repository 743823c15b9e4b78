import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** DeleteBucket. Refused while anything is in it, an unfinished upload too. */
export const deleteBucket: Operation = async (context, request, response) => {
  await context.buckets.remove(request.bucket);
  await context.files.removeBucket(request.bucket);
  sendEmpty(response, 204);
};
