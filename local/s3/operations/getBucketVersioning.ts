import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** GetBucketVersioning: what the bucket was declared with. One version is kept either way (assumed to be enough). */
export const getBucketVersioning: Operation = async (context, request, response) => {
  const status = context.buckets.require(request.bucket).configuration.versioning;
  sendXml(response, 'VersioningConfiguration', [['Status', status]]);
};
