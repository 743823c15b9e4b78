import { readSmallBody } from '../body/readSmallBody.ts';
import { readCorsRules } from '../request/corsRules.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** PutBucketCors. */
export const putBucketCors: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  await context.buckets.configure(request.bucket, { corsRules: readCorsRules(await readSmallBody(request)) });
  sendEmpty(response, 200);
};
