import { corsHeaders } from '../request/corsRules.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** A browser's preflight (OPTIONS object): 403 unless a rule of the bucket allows what it asks for. */
export const preflight: Operation = async (context, request, response) => {
  const origin = request.header('origin');
  const method = request.header('access-control-request-method');
  if (origin === undefined || method === undefined)
    throw new S3Error('InvalidRequest', { message: 'Insufficient information. Origin request header needed.' });
  const headers = (request.header('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rules = context.buckets.require(request.bucket).configuration.corsRules ?? [];
  const allowed = corsHeaders(rules, { origin, method, headers });
  if (allowed === undefined)
    throw new S3Error('AccessDenied', {
      message:
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    });
  sendEmpty(response, 200, allowed);
};
