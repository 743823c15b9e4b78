import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { System } from '../../../core/system.ts';
import { createS3, type LocalS3 } from '../../../local/s3/createS3.ts';
import type { S3Event } from '../../../local/s3/events/s3Event.ts';

/** 2026-03-01T12:00:00Z, with milliseconds. */
export const START_MS = 1_772_366_400_123;

export interface RunningS3 {
  s3: LocalS3;
  readonly url: string;
  readonly client: S3Client;
  readonly dataDir: string;
  readonly events: S3Event[];
  /** The simulated clock. */
  nowMs: number;
  clientWith(config: Partial<S3ClientConfig>): S3Client;
  /** Ends the service and opens it anew over the same folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The service behind a real server on a free port, over a folder of its own, with the real SDK beside it. */
export async function startS3(
  options: { onEvent?: (event: S3Event) => void | Promise<void> } = {},
): Promise<RunningS3> {
  const dataDir = await mkdtemp(join(tmpdir(), 'local-s3-'));
  const events: S3Event[] = [];
  const clients: S3Client[] = [];
  const system: System = {
    clock: { now: () => running.nowMs, sleep: () => Promise.resolve() },
    random: { fraction: () => 0.5, bytes: (count) => randomBytes(count), uuid: () => randomUUID() },
  };
  const open = () =>
    createS3({
      dataDir,
      system,
      region: 'us-east-1',
      accountId: '000000000000',
      onEvent: options.onEvent ?? ((event) => void events.push(event)),
    });
  const server: Server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void running.s3.handle(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientWith = (config: Partial<S3ClientConfig>): S3Client => {
    const client = new S3Client({
      endpoint: url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      ...config,
    });
    clients.push(client);
    return client;
  };
  const running: RunningS3 = {
    s3: await open(),
    url,
    client: clientWith({}),
    dataDir,
    events,
    nowMs: START_MS,
    clientWith,
    async restart() {
      await running.s3.close();
      running.s3 = await open();
    },
    async stop() {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await running.s3.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return running;
}

/** The code, status and name of what a call rejects with. */
export async function failure(call: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode };
  }
  throw new Error('the call succeeded');
}
