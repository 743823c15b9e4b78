import { requireObjectLock } from '../lock/lockHeaders.ts';
import { versionIdOf } from '../request/versionId.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** GetObjectRetention. */
export const getObjectRetention: Operation = async (context, request, response) => {
  requireObjectLock(context.buckets.require(request.bucket));
  const { retention } = await context.objects.require(request.bucket, request.key, versionIdOf(request));
  if (retention === undefined) throw new S3Error('NoSuchObjectLockConfiguration', { elements: { Key: request.key } });
  sendXml(response, 'Retention', [
    ['Mode', retention.mode],
    ['RetainUntilDate', new Date(retention.untilMs).toISOString()],
  ]);
};
