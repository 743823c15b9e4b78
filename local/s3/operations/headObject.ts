import { expirationHeader } from '../lifecycle/expirationHeader.ts';
import { versionIdOf } from '../request/versionId.ts';
import { objectHeaders } from '../response/objectHeaders.ts';
import { readPlan } from '../response/readPlan.ts';
import type { Operation } from '../s3Context.ts';

/** HeadObject: GetObject's headers. */
export const headObject: Operation = async (context, request, response) => {
  const record = await context.objects.require(request.bucket, request.key, versionIdOf(request));
  const plan = readPlan(request, record);
  response.writeHead(plan.status, {
    ...objectHeaders(request, record, plan.status === 206),
    ...expirationHeader(context.buckets.require(request.bucket), request.key, record),
    ...plan.headers,
  });
  response.end();
};
