import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** GetBucketCors. */
export const getBucketCors: Operation = async (context, request, response) => {
  const rules = context.buckets.require(request.bucket).configuration.corsRules ?? [];
  if (rules.length === 0) throw new S3Error('NoSuchCORSConfiguration', { elements: { BucketName: request.bucket } });
  const elements = (name: string, values: readonly string[] = []) => values.map((value) => [name, value] as const);
  sendXml(
    response,
    'CORSConfiguration',
    rules.map((rule) => [
      'CORSRule',
      [
        ...elements('AllowedOrigin', rule.allowedOrigins),
        ...elements('AllowedMethod', rule.allowedMethods),
        ...elements('AllowedHeader', rule.allowedHeaders),
        ...elements('ExposeHeader', rule.exposeHeaders),
        ...(rule.maxAgeSeconds === undefined ? [] : [['MaxAgeSeconds', rule.maxAgeSeconds] as const]),
      ],
    ]),
  );
};
