import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from './records.ts';

/** Under which conditions a write takes place. */
export interface WriteConditions {
  /** `If-None-Match: *`: only where there is no object. */
  readonly absent: boolean;
  /** `If-Match`: only over the object with this ETag (without quotes), or over any (`*`). */
  readonly etag?: string;
}

export const UNCONDITIONAL: WriteConditions = { absent: false };

/** Whether any condition is set. */
export function isConditional(conditions: WriteConditions): boolean {
  return conditions.absent || conditions.etag !== undefined;
}

/**
 * Throws where a write may not take place over `before`. Documented: user guide, "How to prevent object overwrites with
 * conditional writes": 412 where the condition does not hold, 404 for `If-Match` on nothing, 409 where the object was
 * deleted while the write was under way (`conflict`).
 */
export function requireWriteConditions(
  conditions: WriteConditions,
  key: string,
  before: ObjectRecord | undefined,
  conflict: boolean,
): void {
  if (!isConditional(conditions)) return;
  if (conflict) throw new S3Error('ConditionalRequestConflict', { elements: { Key: key } });
  if (conditions.absent && before !== undefined)
    throw new S3Error('PreconditionFailed', { elements: { Condition: 'If-None-Match' } });
  if (conditions.etag === undefined) return;
  if (before === undefined) throw new S3Error('NoSuchKey', { elements: { Key: key } });
  if (conditions.etag !== '*' && conditions.etag !== before.etag)
    throw new S3Error('PreconditionFailed', { elements: { Condition: 'If-Match' } });
}
