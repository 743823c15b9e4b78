import { readSmallBody } from '../body/readSmallBody.ts';
import { readHold, requireObjectLock } from '../lock/lockHeaders.ts';
import { readXml } from '../request/readXml.ts';
import { versionIdOf } from '../request/versionId.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** PutObjectLegalHold: puts a hold on a version, or takes it off. */
export const putObjectLegalHold: Operation = async (context, request, response) => {
  requireObjectLock(context.buckets.require(request.bucket));
  const legalHold = readHold(
    readXml(await readSmallBody(request), 'LegalHold')
      .text('Status')
      ?.trim() ?? '',
  );
  const change = <Record>(record: Record): Record => ({ ...record, legalHold });
  await context.objects.describe(request.bucket, request.key, change, versionIdOf(request));
  sendEmpty(response, 200);
};
