import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** GetBucketVersioning. */
export const getBucketVersioning: Operation = async (context, request, response) => {
  const status = context.buckets.require(request.bucket).configuration.versioning;
  sendXml(response, 'VersioningConfiguration', [['Status', status]]);
};
