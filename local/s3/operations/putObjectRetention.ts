import { readSmallBody } from '../body/readSmallBody.ts';
import { readRetention, requireObjectLock } from '../lock/lockHeaders.ts';
import { requireRetentionChange } from '../lock/objectLock.ts';
import { readXml } from '../request/readXml.ts';
import { bypassesGovernance, versionIdOf } from '../request/versionId.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** PutObjectRetention: sets until when a version may not be deleted; an empty one removes it. */
export const putObjectRetention: Operation = async (context, request, response) => {
  requireObjectLock(context.buckets.require(request.bucket));
  const nowMs = context.system.clock.now();
  const element = readXml(await readSmallBody(request), 'Retention');
  const [mode, until] = [element.text('Mode')?.trim(), element.text('RetainUntilDate')?.trim()];
  const retention =
    mode === undefined && until === undefined ? undefined : readRetention(mode ?? '', until ?? '', nowMs);
  await context.objects.describe(
    request.bucket,
    request.key,
    ({ retention: before, ...record }) => {
      requireRetentionChange(before, retention, nowMs, bypassesGovernance(request));
      return { ...record, ...(retention === undefined ? {} : { retention }) };
    },
    versionIdOf(request),
  );
  sendEmpty(response, 200);
};
