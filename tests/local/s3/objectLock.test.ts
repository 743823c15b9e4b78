import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

const DAY = 86_400_000;
const DENIED = { name: 'AccessDenied', status: 403 };

describe('Object Lock', () => {
  let running: RunningS3;
  const Bucket = 'archive';
  const target = { Bucket, Key: 'clip' };

  beforeEach(async () => {
    running = await startS3();
    await running.s3.createBucket(Bucket, { versioning: 'Enabled', objectLock: {} });
  });
  afterEach(() => running.stop());

  const put = async (options: object = {}) =>
    (await running.client.send(new PutObjectCommand({ ...target, Body: 'x', ...options }))).VersionId ?? '';
  const remove = (VersionId: string, options: object = {}) =>
    running.client.send(new DeleteObjectCommand({ ...target, VersionId, ...options }));
  const hold = (VersionId: string, Status: 'ON' | 'OFF') =>
    running.client.send(new PutObjectLegalHoldCommand({ ...target, VersionId, LegalHold: { Status } }));
  const versions = async () =>
    (await running.client.send(new ListObjectVersionsCommand({ Bucket }))).Versions?.length ?? 0;

  test('a legal hold keeps a version until it is taken off; a marker may be put in front', async () => {
    const version = await put();
    expect(await failure(running.client.send(new GetObjectLegalHoldCommand(target)))).toEqual({
      name: 'NoSuchObjectLockConfiguration',
      status: 404,
    });
    await hold(version, 'ON');
    expect((await running.client.send(new GetObjectLegalHoldCommand(target))).LegalHold).toEqual({ Status: 'ON' });
    expect((await running.client.send(new HeadObjectCommand(target))).ObjectLockLegalHoldStatus).toBe('ON');

    await expect(remove(version)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Access Denied because object protected by object lock.',
    });
    expect(await failure(remove(version, { BypassGovernanceRetention: true }))).toEqual(DENIED);
    const many = await running.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'clip', VersionId: version }] } }),
    );
    expect(many.Errors).toMatchObject([{ Key: 'clip', VersionId: version, Code: 'AccessDenied' }]);
    await running.client.send(new DeleteObjectCommand(target));
    expect(await versions()).toBe(1);
    await running.restart();
    expect(await failure(remove(version))).toEqual(DENIED);
    await hold(version, 'OFF');
    await remove(version);
    expect(await versions()).toBe(0);
  });

  test('a retention keeps until its time; governance gives way to those who say so, compliance to nobody', async () => {
    const until = new Date(running.nowMs + DAY);
    const lock = (mode: string) => ({ ObjectLockMode: mode, ObjectLockRetainUntilDate: until });
    const governed = await put(lock('GOVERNANCE'));
    const complied = await put(lock('COMPLIANCE'));
    expect((await running.client.send(new GetObjectRetentionCommand(target))).Retention).toEqual({
      Mode: 'COMPLIANCE',
      RetainUntilDate: until,
    });
    expect([await failure(remove(governed)), await failure(remove(complied))]).toEqual([DENIED, DENIED]);
    await remove(governed, { BypassGovernanceRetention: true });
    expect(await failure(remove(complied, { BypassGovernanceRetention: true }))).toEqual(DENIED);
    const shorten = (options: object) =>
      running.client.send(
        new PutObjectRetentionCommand({
          ...target,
          Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(running.nowMs + 1000) },
          ...options,
        }),
      );
    expect(await failure(shorten({ BypassGovernanceRetention: true }))).toEqual(DENIED);
    const longer = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(running.nowMs + 2 * DAY) };
    await running.client.send(new PutObjectRetentionCommand({ ...target, Retention: longer }));
    running.nowMs += 2 * DAY;
    await remove(complied);
    expect(await versions()).toBe(0);
  });

  test('a bucket’s default retention is given to what asks for none', async () => {
    const rule = { DefaultRetention: { Mode: 'GOVERNANCE' as const, Days: 7 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule: rule };
    await running.client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    const read = await running.client.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(read.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
    const version = await put();
    expect((await running.client.send(new HeadObjectCommand(target))).ObjectLockRetainUntilDate).toEqual(
      new Date(running.nowMs + 7 * DAY),
    );
    expect(await failure(remove(version))).toEqual(DENIED);
    running.nowMs += 7 * DAY;
    await remove(version);
  });

  test('a bucket without it says so, and one with it keeps versions', async () => {
    await running.s3.createBucket('plain');
    const plain = { Bucket: 'plain', Key: 'clip' };
    await running.client.send(new PutObjectCommand({ ...plain, Body: 'x' }));
    const refused = { name: 'InvalidRequest', status: 400 };
    const held = running.client.send(new PutObjectLegalHoldCommand({ ...plain, LegalHold: { Status: 'ON' } }));
    expect(await failure(held)).toEqual(refused);
    const stored = running.client.send(new PutObjectCommand({ ...plain, Body: 'x', ObjectLockLegalHoldStatus: 'ON' }));
    expect(await failure(stored)).toEqual(refused);
    const configuration = running.client.send(new GetObjectLockConfigurationCommand({ Bucket: 'plain' }));
    expect(await failure(configuration)).toEqual({ name: 'ObjectLockConfigurationNotFoundError', status: 404 });
    const suspended = running.client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
    );
    expect(await failure(suspended)).toEqual({ name: 'InvalidBucketState', status: 409 });
  });
});
