import { readSmallBody } from '../body/readSmallBody.ts';
import { childElement, readXml } from '../request/readXml.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import type { ObjectLockDefaults } from '../storage/records.ts';

/** PutObjectLockConfiguration. Documented: the bucket keeps versions; lock, once on, stays on. */
export const putObjectLockConfiguration: Operation = async (context, request, response) => {
  const { configuration } = context.buckets.require(request.bucket);
  const element = readXml(await readSmallBody(request), 'ObjectLockConfiguration');
  if (configuration.versioning !== 'Enabled')
    throw new S3Error('InvalidBucketState', {
      message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    });
  if (element.text('ObjectLockEnabled')?.trim() !== 'Enabled') throw new S3Error('MalformedXML');
  const rule = childElement(element, 'Rule');
  const defaults = rule && childElement(rule, 'DefaultRetention');
  const objectLock: ObjectLockDefaults =
    defaults === undefined
      ? {}
      : readDefaults(defaults.text('Mode')?.trim(), defaults.text('Days')?.trim(), defaults.text('Years')?.trim());
  await context.buckets.configure(request.bucket, { objectLock });
  sendEmpty(response, 200);
};

/** Documented: DefaultRetention: a mode and either days or years. */
function readDefaults(mode?: string, days?: string, years?: string): ObjectLockDefaults {
  const period = days ?? years ?? '';
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || (days === undefined) === (years === undefined))
    throw new S3Error('MalformedXML');
  if (!/^[1-9]\d{0,4}$/.test(period))
    throw new S3Error('InvalidArgument', { message: 'Default retention period must be a positive integer value.' });
  return { mode, ...(days === undefined ? { years: Number(years) } : { days: Number(days) }) };
}
