import type { BucketRecord, ObjectRecord } from '../storage/records.ts';
import { appliesTo, expiryMs } from './expiry.ts';

/**
 * When an object expires, and by which rule: the soonest. Documented: GetObject, HeadObject, PutObject,
 * `x-amz-expiration`.
 */
export function expirationHeader(bucket: BucketRecord, key: string, record: ObjectRecord): Record<string, string> {
  let soonest: { at: number; id: string } | undefined;
  for (const rule of bucket.configuration.lifecycleRules ?? []) {
    const at = expiryMs(rule, record);
    if (at === undefined || !appliesTo(rule, key, record)) continue;
    if (soonest === undefined || at < soonest.at) soonest = { at, id: rule.id ?? '' };
  }
  if (soonest === undefined) return {};
  const { at, id } = soonest;
  return { 'x-amz-expiration': `expiry-date="${new Date(at).toUTCString()}", rule-id="${encodeURIComponent(id)}"` };
}
