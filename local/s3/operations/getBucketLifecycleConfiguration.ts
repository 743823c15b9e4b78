import type { LifecycleRule } from '../lifecycle/lifecycleRule.ts';
import { sendXml } from '../response/sendXml.ts';
import type { XmlContent } from '../response/xml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

type XmlChild = readonly [name: string, content: XmlContent | undefined];

/** GetBucketLifecycleConfiguration. */
export const getBucketLifecycleConfiguration: Operation = async (context, request, response) => {
  const rules = context.buckets.require(request.bucket).configuration.lifecycleRules ?? [];
  if (rules.length === 0)
    throw new S3Error('NoSuchLifecycleConfiguration', { elements: { BucketName: request.bucket } });
  sendXml(
    response,
    'LifecycleConfiguration',
    rules.map((rule): XmlChild => ['Rule', ruleContent(rule)]),
  );
};

function ruleContent(rule: LifecycleRule): XmlContent {
  const dateMs = rule.expirationDateMs;
  const expiration: XmlChild[] = [
    ['Days', rule.expirationDays],
    ['Date', dateMs === undefined ? undefined : new Date(dateMs).toISOString()],
    ['ExpiredObjectDeleteMarker', rule.expiredObjectDeleteMarker],
  ];
  return [
    ['ID', rule.id],
    ['Status', rule.status],
    ['Filter', filterContent(rule)],
    ['Expiration', expiration.every(([, content]) => content === undefined) ? undefined : expiration],
    ...(rule.transitions ?? []).map(
      ({ days, storageClass }): XmlChild => [
        'Transition',
        [['Days', days] as const, ['StorageClass', storageClass] as const],
      ],
    ),
    ['NoncurrentVersionExpiration', wrapped('NoncurrentDays', rule.noncurrentVersionExpirationDays)],
    ['AbortIncompleteMultipartUpload', wrapped('DaysAfterInitiation', rule.abortIncompleteMultipartUploadDays)],
  ];
}

function filterContent(rule: LifecycleRule): XmlContent {
  const conditions: XmlChild[] = [
    ...(rule.prefix === undefined ? [] : [['Prefix', rule.prefix] as const]),
    ...Object.entries(rule.tags ?? {}).map(
      ([key, value]): XmlChild => [
        'Tag',
        [
          ['Key', key],
          ['Value', value],
        ],
      ],
    ),
    ...(rule.objectSizeGreaterThan === undefined
      ? []
      : [['ObjectSizeGreaterThan', rule.objectSizeGreaterThan] as const]),
    ...(rule.objectSizeLessThan === undefined ? [] : [['ObjectSizeLessThan', rule.objectSizeLessThan] as const]),
  ];
  return conditions.length > 1 ? [['And', conditions]] : conditions;
}

function wrapped(name: string, value: number | undefined): XmlContent | undefined {
  return value === undefined ? undefined : [[name, value]];
}
