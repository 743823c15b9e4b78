import type { LifecycleRule } from '../s3/lifecycle/lifecycleRule.ts';
import type { CorsRule } from '../s3/request/corsRules.ts';
import type { BucketConfiguration } from '../s3/storage/records.ts';
import type { EvaluatedResource } from '../template/evaluateTemplate.ts';

type Properties = Readonly<Record<string, unknown>>;

const record = (value: unknown): Properties =>
  typeof value === 'object' && value !== null ? (value as Properties) : {};
const records = (value: unknown): Properties[] => (Array.isArray(value) ? value.map(record) : []);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** `{ key: Number(value) }` where the value is set, else nothing. */
const number = (key: string, value: unknown): Record<string, number> =>
  value === undefined ? {} : { [key]: Number(value) };

function lifecycleRule(rule: Properties): LifecycleRule {
  const transitions = [
    ...records(rule.Transitions),
    ...(rule.Transition === undefined ? [] : [record(rule.Transition)]),
  ];
  const tags = records(rule.TagFilters).map((tag): [string, string] => [String(tag.Key), String(tag.Value)]);
  return {
    status: rule.Status === 'Disabled' ? 'Disabled' : 'Enabled',
    ...(rule.Id === undefined ? {} : { id: String(rule.Id) }),
    ...(rule.Prefix === undefined ? {} : { prefix: String(rule.Prefix) }),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) }),
    ...number('objectSizeGreaterThan', rule.ObjectSizeGreaterThan),
    ...number('objectSizeLessThan', rule.ObjectSizeLessThan),
    ...number('expirationDays', rule.ExpirationInDays),
    ...(rule.ExpirationDate === undefined ? {} : { expirationDateMs: Date.parse(String(rule.ExpirationDate)) }),
    ...(String(rule.ExpiredObjectDeleteMarker) === 'true' ? { expiredObjectDeleteMarker: true } : {}),
    ...number('abortIncompleteMultipartUploadDays', record(rule.AbortIncompleteMultipartUpload).DaysAfterInitiation),
    ...number('noncurrentVersionExpirationDays', record(rule.NoncurrentVersionExpiration).NoncurrentDays),
    ...(transitions.length === 0
      ? {}
      : {
          transitions: transitions.map((transition) => ({
            storageClass: String(transition.StorageClass),
            ...number('days', transition.TransitionInDays),
          })),
        }),
  };
}

function corsRule(rule: Properties): CorsRule {
  return {
    allowedOrigins: strings(rule.AllowedOrigins),
    allowedMethods: strings(rule.AllowedMethods),
    ...(rule.AllowedHeaders === undefined ? {} : { allowedHeaders: strings(rule.AllowedHeaders) }),
    ...(rule.ExposedHeaders === undefined ? {} : { exposeHeaders: strings(rule.ExposedHeaders) }),
    ...number('maxAgeSeconds', rule.MaxAge),
  };
}

/** What an `AWS::S3::Bucket` declares, in the words of the S3 emulator. */
export function bucketConfiguration({ properties }: EvaluatedResource): BucketConfiguration {
  const lifecycle = records(record(properties.LifecycleConfiguration).Rules).map(lifecycleRule);
  const cors = records(record(properties.CorsConfiguration).CorsRules).map(corsRule);
  const versioning = record(properties.VersioningConfiguration).Status;
  const lock = record(properties.ObjectLockConfiguration);
  const locked = String(properties.ObjectLockEnabled ?? '') === 'true' || lock.ObjectLockEnabled === 'Enabled';
  const retention = record(record(lock.Rule).DefaultRetention);
  const { Mode: mode } = retention;
  const bridge = record(properties.NotificationConfiguration).EventBridgeConfiguration;
  return {
    ...(lifecycle.length === 0 ? {} : { lifecycleRules: lifecycle }),
    ...(cors.length === 0 ? {} : { corsRules: cors }),
    ...(locked
      ? {
          objectLock: {
            ...(mode === 'GOVERNANCE' || mode === 'COMPLIANCE' ? { mode } : {}),
            ...number('days', retention.Days),
            ...number('years', retention.Years),
          },
        }
      : {}),
    ...(versioning === 'Enabled' || versioning === 'Suspended' ? { versioning } : {}),
    // Documented: EventBridgeEnabled is true unless it is said otherwise.
    ...(bridge === undefined ? {} : { eventBridge: String(record(bridge).EventBridgeEnabled ?? true) === 'true' }),
  };
}
