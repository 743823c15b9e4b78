import { requireObjectLock } from '../lock/lockHeaders.ts';
import { versionIdOf } from '../request/versionId.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** GetObjectLegalHold. Observed: a version that never had one answers 404. */
export const getObjectLegalHold: Operation = async (context, request, response) => {
  requireObjectLock(context.buckets.require(request.bucket));
  const { legalHold } = await context.objects.require(request.bucket, request.key, versionIdOf(request));
  if (legalHold === undefined) throw new S3Error('NoSuchObjectLockConfiguration', { elements: { Key: request.key } });
  sendXml(response, 'LegalHold', [['Status', legalHold ? 'ON' : 'OFF']]);
};
