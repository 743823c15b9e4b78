import type { System } from '../../../core/system.ts';

/** Documented: user guide, "EventBridge event message structure". */
export type ObjectCreatedReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';
export type ObjectDeletedReason = 'DeleteObject' | 'Lifecycle Expiration';

/** What changed, as the operations report it. */
export type ObjectChange =
  | {
      readonly type: 'Object Created';
      readonly bucket: string;
      readonly key: string;
      readonly bytes: number;
      readonly etag: string;
      readonly reason: ObjectCreatedReason;
      readonly requestId: string;
      readonly versionId?: string;
    }
  | {
      readonly type: 'Object Deleted';
      readonly bucket: string;
      readonly key: string;
      readonly reason: ObjectDeletedReason;
      readonly requestId: string;
      /** Of the version that was removed, or of the delete marker that was added. */
      readonly versionId?: string;
      readonly marker?: boolean;
    };

/** The whole event as EventBridge delivers it for S3. */
export interface S3Event {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': ObjectChange['type'];
  readonly source: 'aws.s3';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [string];
  readonly detail: {
    readonly version: '0';
    readonly bucket: { readonly name: string };
    /** `size` and `etag` only where the object was created. */
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly etag?: string;
      readonly 'version-id'?: string;
      /** Grows from event to event of one key (compared as strings of equal length). */
      readonly sequencer: string;
    };
    readonly 'request-id': string;
    readonly requester: string;
    readonly 'source-ip-address'?: string;
    readonly reason: ObjectCreatedReason | ObjectDeletedReason;
    readonly 'deletion-type'?: 'Permanently Deleted' | 'Delete Marker Created';
  };
}

/** Where the events come from. */
export interface EventOrigin {
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
}

/** Puts the change into EventBridge's envelope. `sequence` grows with every event. */
export function s3Event(origin: EventOrigin, change: ObjectChange, sequence: number): S3Event {
  const now = origin.system.clock.now();
  const created = change.type === 'Object Created' ? { size: change.bytes, etag: change.etag } : {};
  const lifecycle = change.reason === 'Lifecycle Expiration';
  return {
    version: '0',
    id: origin.system.random.uuid(),
    'detail-type': change.type,
    source: 'aws.s3',
    account: origin.accountId,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: origin.region,
    resources: [`arn:aws:s3:::${change.bucket}`],
    detail: {
      version: '0',
      bucket: { name: change.bucket },
      object: {
        key: change.key,
        ...created,
        ...(change.versionId === undefined ? {} : { 'version-id': change.versionId }),
        sequencer:
          now.toString(16).padStart(12, '0').toUpperCase() + sequence.toString(16).padStart(6, '0').toUpperCase(),
      },
      'request-id': change.requestId,
      requester: lifecycle ? 's3.amazonaws.com' : origin.accountId,
      ...(lifecycle ? {} : { 'source-ip-address': '127.0.0.1' }),
      reason: change.reason,
      ...(change.type === 'Object Deleted'
        ? { 'deletion-type': change.marker === true ? 'Delete Marker Created' : 'Permanently Deleted' }
        : {}),
    },
  };
}
