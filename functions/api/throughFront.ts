import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** What the front adds to each request (serverless/front.cjs). Whoever adds it himself gets addresses that lead nowhere. */
const FRONT_HEADER = 'x-kvs-archiver-front';

/** Whether a request came through the front: addresses in its answer may then be relative to it. */
export function throughFront({ headers, rawPath }: APIGatewayProxyEventV2): boolean {
  return headers[FRONT_HEADER] !== undefined && rawPath.startsWith('/v1/');
}
