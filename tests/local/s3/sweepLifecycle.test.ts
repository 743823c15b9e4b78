import {
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { dueMs } from '../../../local/s3/lifecycle/expiry.ts';
import type { LifecycleSweep } from '../../../local/s3/lifecycle/sweepLifecycle.ts';
import { failure, type RunningS3, START_MS, startS3 } from './startS3.ts';

const DAY = 86_400_000;
const NOTHING: LifecycleSweep = { expiredObjects: 0, abortedUploads: 0, removedVersions: 0, transitionedObjects: 0 };

describe('sweepLifecycle', () => {
  let running: RunningS3;
  const Bucket = 'staging';

  beforeEach(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { eventBridge: true });
  });
  afterEach(() => running.stop());

  const keys = async () =>
    (await running.client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [];
  const put = (Key: string, Tagging = '') =>
    running.client.send(new PutObjectCommand({ Bucket, Key, Body: Key, Tagging }));

  test('expires by prefix, tag and size at the midnight after the days, and tells of it', async () => {
    // Prepare
    const Rules = [
      { ID: 'uploads', Status: 'Enabled' as const, Filter: { Prefix: 'uploads/' }, Expiration: { Days: 1 } },
      {
        ID: 'tagged',
        Status: 'Enabled' as const,
        Filter: { And: { Prefix: 'clips/', Tags: [{ Key: 'keep', Value: 'no' }] } },
        Expiration: { Days: 2 },
      },
      { ID: 'large', Status: 'Enabled' as const, Filter: { ObjectSizeGreaterThan: 12 }, Expiration: { Days: 3 } },
      { ID: 'off', Status: 'Disabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } },
      {
        ID: 'parts',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'uploads/' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ];
    await running.client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    const read = await running.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(read.Rules).toEqual(Rules);
    for (const [key, tag] of [
      ['uploads/a'],
      ['clips/a', 'keep=no'],
      ['clips/b', 'keep=yes'],
      ['a key of 15 byt'],
      ['kept'],
    ] as const)
      await put(key, tag);
    await running.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'uploads/part' }));
    await running.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'clips/part' }));
    const sweepAt = async (ms: number) => {
      running.nowMs = ms;
      return running.s3.sweepLifecycle();
    };
    const midnight = Date.UTC(2026, 2, 2);
    // Act and assess
    expect(await sweepAt(midnight + DAY - 1)).toEqual(NOTHING);
    expect(await sweepAt(midnight + DAY)).toEqual({ ...NOTHING, expiredObjects: 1, abortedUploads: 1 });
    expect(await sweepAt(midnight + DAY)).toEqual(NOTHING);
    expect(await sweepAt(midnight + 2 * DAY)).toEqual({ ...NOTHING, expiredObjects: 1 });
    expect(await sweepAt(midnight + 3 * DAY)).toEqual({ ...NOTHING, expiredObjects: 1 });
    expect(await keys()).toEqual(['clips/b', 'kept']);
    const { Uploads } = await running.client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads?.map(({ Key }) => Key)).toEqual(['clips/part']);
    expect(
      running.events
        .filter(({ detail }) => detail.reason === 'Lifecycle Expiration')
        .map(({ detail }) => detail.object.key),
    ).toEqual(['uploads/a', 'clips/a', 'a key of 15 byt']);
  });

  test('enforces declared rules, and those kept across a restart', async () => {
    await running.s3.createBucket(Bucket, {
      lifecycleRules: [{ status: 'Enabled', prefix: 'uploads/', expirationDays: 1 }],
    });
    await put('uploads/a');
    await running.restart();
    running.nowMs = START_MS + 2 * DAY;
    await put('uploads/young');
    expect(await running.s3.sweepLifecycle()).toEqual({ ...NOTHING, expiredObjects: 1 });
    expect(await keys()).toEqual(['uploads/young']);
  });

  test('classes by tag: moved, shown with their expiry, expired, and what they leave as versions goes too', async () => {
    // Prepare
    const tags = { retention: 'events' };
    await running.s3.createBucket(Bucket, {
      versioning: 'Enabled',
      lifecycleRules: [
        {
          id: 'events',
          status: 'Enabled',
          tags,
          transitions: [{ days: 1, storageClass: 'GLACIER_IR' }],
          expirationDays: 3,
          noncurrentVersionExpirationDays: 1,
        },
        { id: 'markers', status: 'Enabled', expiredObjectDeleteMarker: true },
      ],
    });
    const Body = Buffer.alloc(128 * 1024);
    for (const [Key, Tagging] of [['event', 'retention=events'] as const, ['kept', 'retention=standard'] as const])
      await running.client.send(new PutObjectCommand({ Bucket, Key, Body, Tagging }));
    await put('small', 'retention=events');
    const stored = running.nowMs;
    const day = (days: number) => {
      running.nowMs = dueMs(stored, days);
      return running.s3.sweepLifecycle();
    };
    const classes = async () =>
      (await running.client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map((one) => one.StorageClass);
    const head = () => running.client.send(new HeadObjectCommand({ Bucket, Key: 'event' }));
    const versions = async () => {
      const { Versions = [], DeleteMarkers = [] } = await running.client.send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      return [Versions.length, DeleteMarkers.length];
    };
    // Act and assess
    expect(await classes()).toEqual(['STANDARD', 'STANDARD', 'STANDARD']);
    expect(await day(1)).toEqual({ ...NOTHING, transitionedObjects: 1 });
    expect(await day(1)).toEqual(NOTHING);
    expect(await classes()).toEqual(['GLACIER_IR', 'STANDARD', 'STANDARD']);
    const expiry = new Date(dueMs(stored, 3)).toUTCString();
    expect(await head()).toMatchObject({
      StorageClass: 'GLACIER_IR',
      Expiration: `expiry-date="${expiry}", rule-id="events"`,
      LastModified: new Date(Math.floor(stored / 1000) * 1000),
    });
    expect(await day(3)).toEqual({ ...NOTHING, expiredObjects: 2 });
    expect(await keys()).toEqual(['kept']);
    expect(await versions()).toEqual([3, 2]);
    expect(await day(4)).toEqual({ ...NOTHING, removedVersions: 4 });
    expect(await versions()).toEqual([1, 0]);
  });

  test('refuses rules that make no sense', async () => {
    const bad = [{ Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 0 } }];
    const rules = running.client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: bad } }),
    );
    expect(await failure(rules)).toEqual({ name: 'InvalidArgument', status: 400 });
    expect(await failure(running.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toEqual({
      name: 'NoSuchLifecycleConfiguration',
      status: 404,
    });
  });

  test.each([
    [Date.UTC(2026, 0, 15, 10, 30), 3, Date.UTC(2026, 0, 19)],
    [Date.UTC(2026, 0, 15), 1, Date.UTC(2026, 0, 16)],
  ])('rounds up to midnight: created %d, %d days', (created, days, due) => {
    expect(dueMs(created, days)).toBe(due);
  });
});
