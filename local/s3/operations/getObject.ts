import { pipeline } from 'node:stream/promises';
import { expirationHeader } from '../lifecycle/expirationHeader.ts';
import { versionIdOf } from '../request/versionId.ts';
import { objectHeaders } from '../response/objectHeaders.ts';
import { readPlan } from '../response/readPlan.ts';
import type { Operation } from '../s3Context.ts';

/** A read ahead of the socket; more would only cost memory. */
const PIECE_BYTES = 256 * 1024;

/** GetObject. Streams from the file as fast as the client takes it; an overwrite meanwhile does not touch the answer. */
export const getObject: Operation = async (context, request, response) => {
  const { record, file } = await context.objects.open(request.bucket, request.key, versionIdOf(request));
  try {
    const plan = readPlan(request, record);
    const headers = {
      ...objectHeaders(request, record, plan.status === 206),
      ...expirationHeader(context.buckets.require(request.bucket), request.key, record),
      ...plan.headers,
    };
    response.writeHead(plan.status, headers);
    if (plan.status === 304 || plan.start === plan.end) {
      response.end();
      return;
    }
    const { start, end } = plan;
    const bytes = file.createReadStream({ start, end: end - 1, highWaterMark: PIECE_BYTES, autoClose: false });
    await pipeline(bytes, response);
  } finally {
    await file.close();
  }
};
