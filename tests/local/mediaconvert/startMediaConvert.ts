import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { MediaConvertTranscoder } from '../../../cloud/mediaconvert/MediaConvertTranscoder.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Probe } from '../../../core/packages/Probe.ts';
import { planTranscode, type TranscodeRequest } from '../../../core/packages/transcode/planTranscode.ts';
import type { TranscodeState } from '../../../core/packages/transcode/TranscodeState.ts';
import type { BusEvent } from '../../../local/events/createEvents.ts';
import { createMediaConvert, type MediaConvertOptions } from '../../../local/mediaconvert/createMediaConvert.ts';
import { listenTo } from '../listenTo.ts';
import { startS3 } from '../s3/startS3.ts';

export const BUCKET = 'delivery';
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/package';

/** What a job of its own would be probed as: 160 x 120, 15 frames a second. */
export const PROBE: Probe = {
  container: 'mp4',
  bytes: 50_000,
  durationMs: 4000,
  video: {
    codec: 'avc',
    codedWidth: 160,
    codedHeight: 120,
    width: 160,
    height: 120,
    rotation: 0,
    frameRate: 15,
    variableFrameRate: false,
    interlaced: false,
  },
};

/** The service over a real S3 of this machine, with the real SDK and our own adapter before it. */
export async function startMediaConvert(options: Partial<MediaConvertOptions> = {}) {
  const s3 = await startS3();
  s3.nowMs = realSystem.clock.now();
  const dataDir = await mkdtemp(join(tmpdir(), 'mediaconvert-'));
  await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const events: BusEvent[] = [];
  const failures: unknown[] = [];
  const open = async () =>
    await listenTo(
      await createMediaConvert({
        system: realSystem,
        dataDir,
        endpoint: s3.url,
        region: 'us-east-1',
        accountId: '000000000000',
        credentialOf: (arn) =>
          arn === ROLE_ARN ? { accessKeyId: 'ASIAROLE', secretAccessKey: 's', principal: arn } : 'missing',
        emit: (event) => void events.push(event),
        onFailure: (error) => void failures.push(error),
        ...options,
      }),
    );
  let running = await open();
  const clientOf = () =>
    new MediaConvertClient({
      endpoint: running.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  let client = clientOf();

  return {
    events,
    failures,
    get client() {
      return client;
    },
    transcoder: (roleArn = ROLE_ARN) => new MediaConvertTranscoder(client, { roleArn, queueArn: '' }),
    async restart() {
      await running.close();
      client.destroy();
      running = await open();
      client = clientOf();
    },
    async put(key: string, bytes: Uint8Array) {
      await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
    },
    async putMedia(key: string, name: string) {
      await this.put(key, await readFile(join(__dirname, '..', '..', 'media', name)));
    },
    async get(key: string): Promise<Buffer> {
      const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async text(key: string): Promise<string> {
      return (await this.get(key)).toString('utf8');
    },
    async keys(prefix: string): Promise<readonly string[]> {
      const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
      return Contents.map(({ Key = '' }) => Key.slice(prefix.length));
    },
    plan: (request: Partial<TranscodeRequest> = {}) =>
      planTranscode({
        packageId: 'package-1',
        bucket: BUCKET,
        originals: ['packages/package-1/original.mp4'],
        probe: PROBE,
        segmentSeconds: 2,
        ...request,
      }),
    /** Waits until a job has ended, and has told so. */
    async ended(jobId: string): Promise<TranscodeState> {
      const isTold = (): boolean =>
        events.some(({ detail }) => {
          const { jobId: id, status } = detail as { readonly jobId: string; readonly status: string };
          return id === jobId && ['COMPLETE', 'ERROR', 'CANCELED'].includes(status);
        });
      for (;;) {
        const state = await this.transcoder().read(jobId);
        if (!['SUBMITTED', 'PROGRESSING'].includes(state.status) && isTold()) return state;
        await realSystem.clock.sleep(50);
      }
    },
    async stop() {
      client.destroy();
      await running.close();
      await s3.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type RunningMediaConvert = Awaited<ReturnType<typeof startMediaConvert>>;
