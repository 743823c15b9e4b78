import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** GetObjectLockConfiguration. */
export const getObjectLockConfiguration: Operation = async (context, request, response) => {
  const lock = context.buckets.require(request.bucket).configuration.objectLock;
  if (lock === undefined)
    throw new S3Error('ObjectLockConfigurationNotFoundError', { elements: { BucketName: request.bucket } });
  const { mode, days, years } = lock;
  const retention = [['Mode', mode] as const, ['Days', days] as const, ['Years', years] as const];
  sendXml(response, 'ObjectLockConfiguration', [
    ['ObjectLockEnabled', 'Enabled'],
    ['Rule', mode === undefined ? undefined : [['DefaultRetention', retention]]],
  ]);
};
