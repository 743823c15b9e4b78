import {
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { dueMs } from '../../../local/s3/lifecycle/expiry.ts';
import { failure, type RunningS3, START_MS, startS3 } from './startS3.ts';

const DAY = 86_400_000;

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
    expect(await sweepAt(midnight + DAY - 1)).toEqual({ expiredObjects: 0, abortedUploads: 0 });
    expect(await sweepAt(midnight + DAY)).toEqual({ expiredObjects: 1, abortedUploads: 1 });
    expect(await sweepAt(midnight + DAY)).toEqual({ expiredObjects: 0, abortedUploads: 0 });
    expect(await sweepAt(midnight + 2 * DAY)).toEqual({ expiredObjects: 1, abortedUploads: 0 });
    expect(await sweepAt(midnight + 3 * DAY)).toEqual({ expiredObjects: 1, abortedUploads: 0 });
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
    expect(await running.s3.sweepLifecycle()).toEqual({ expiredObjects: 1, abortedUploads: 0 });
    expect(await keys()).toEqual(['uploads/young']);
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
