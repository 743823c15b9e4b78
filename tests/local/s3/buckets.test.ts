import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { failure, type RunningS3, startS3 } from './startS3.ts';

describe('buckets', () => {
  let running: RunningS3;
  beforeAll(async () => {
    running = await startS3();
  });
  afterAll(() => running.stop());

  test('are created, listed and deleted, and outlive a restart', async () => {
    await running.client.send(new CreateBucketCommand({ Bucket: 'second' }));
    await running.s3.createBucket('first', { versioning: 'Enabled', eventBridge: true });
    await running.restart();
    const { Buckets } = await running.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['first', 'second']);
    expect((await running.client.send(new GetBucketVersioningCommand({ Bucket: 'first' }))).Status).toBe('Enabled');
    expect((await running.client.send(new HeadBucketCommand({ Bucket: 'first' }))).BucketRegion).toBe('us-east-1');
    expect(
      (await running.client.send(new GetBucketLocationCommand({ Bucket: 'first' }))).LocationConstraint,
    ).toBeFalsy();
    await running.client.send(new PutObjectCommand({ Bucket: 'second', Key: 'a', Body: 'x' }));
    expect(await failure(running.client.send(new DeleteBucketCommand({ Bucket: 'second' })))).toEqual({
      name: 'BucketNotEmpty',
      status: 409,
    });
    await fetch(`${running.url}/second/a`, { method: 'DELETE' });
    await running.client.send(new DeleteBucketCommand({ Bucket: 'second' }));
    expect((await failure(running.client.send(new HeadBucketCommand({ Bucket: 'second' })))).status).toBe(404);
  });

  test.each(['ab', 'Upper', '-a-', 'a..b', '192.168.0.1', 'x'.repeat(64), '..'])('are not named %s', async (name) => {
    const response = await fetch(`${running.url}/${encodeURIComponent(name).replaceAll('.', '%2E')}`, {
      method: 'PUT',
    });
    expect([400, 405]).toContain(response.status);
    await expect(running.s3.createBucket(name)).rejects.toMatchObject({ code: 'InvalidBucketName' });
  });

  test('send events only where they are told to', async () => {
    await running.s3.createBucket('told');
    const put = (Key: string) => running.client.send(new PutObjectCommand({ Bucket: 'told', Key, Body: Key }));
    await put('before');
    await running.client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'told',
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    const { EventBridgeConfiguration } = await running.client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: 'told' }),
    );
    await put('after');
    expect(EventBridgeConfiguration).toBeDefined();
    expect(running.events.map(({ detail }) => detail.object.key)).toEqual(['after']);
  });

  test('answer browsers as their rules say', async () => {
    const CORSRules = [
      {
        AllowedOrigins: ['https://*.example.com'],
        AllowedMethods: ['GET', 'PUT'],
        AllowedHeaders: ['*'],
        ExposeHeaders: ['ETag'],
      },
    ];
    await running.s3.createBucket('browsed');
    expect((await failure(running.client.send(new GetBucketCorsCommand({ Bucket: 'browsed' })))).name).toBe(
      'NoSuchCORSConfiguration',
    );
    await running.client.send(new PutBucketCorsCommand({ Bucket: 'browsed', CORSConfiguration: { CORSRules } }));
    expect((await running.client.send(new GetBucketCorsCommand({ Bucket: 'browsed' }))).CORSRules).toEqual(CORSRules);
    const ask = (origin: string, method: string) =>
      fetch(`${running.url}/browsed/a`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' },
      });
    const allowed = await ask('https://app.example.com', 'PUT');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://app.example.com',
    ]);
    expect((await ask('https://app.example.com', 'DELETE')).status).toBe(403);
    expect((await ask('https://example.org', 'PUT')).status).toBe(403);
    const error = await fetch(`${running.url}/browsed/none`, { headers: { origin: 'https://app.example.com' } });
    expect([error.status, error.headers.get('access-control-expose-headers')]).toEqual([404, 'ETag']);
  });

  test('answer what is not implemented as such, and nothing else in its stead', async () => {
    expect(await failure(running.client.send(new GetBucketPolicyCommand({ Bucket: 'first' })))).toEqual({
      name: 'NotImplemented',
      status: 501,
    });
    expect((await fetch(`${running.url}/first/a?acl`, { method: 'PUT', body: 'x' })).status).toBe(501);
    expect((await fetch(`${running.url}/first/a`)).status).toBe(404);
    expect((await fetch(`${running.url}/first`, { method: 'PATCH' })).status).toBe(405);
  });

  test('refuse XML that is none, or that brings entities of its own', async () => {
    const post = (body: string) => fetch(`${running.url}/first?delete`, { method: 'POST', body });
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>';
    for (const body of ['', 'noise', '<Delete>', '<Other/>', '<Delete></Delete>', bomb, '\0'])
      expect(await (await post(body)).text()).toContain('<Code>MalformedXML</Code>');
  });
});
