import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { KinesisVideoMediaClient } from '@aws-sdk/client-kinesis-video-media';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createKvs, type KvsOptions, type KvsService } from '../../../local/kvs/createKvs.ts';

export interface RunningKvs {
  readonly service: KvsService;
  readonly port: number;
  readonly dataDir: string;
  readonly failures: string[];
  readonly control: KinesisVideoClient;
  readonly archived: KinesisVideoArchivedMediaClient;
  readonly media: KinesisVideoMediaClient;
  /** Stops the server and the service, and keeps the data. */
  stop(): Promise<void>;
  /** Stops, and removes the data. */
  remove(): Promise<void>;
}

/** The emulator behind a server of its own, with real SDK clients. */
export async function startKvs(options: Partial<KvsOptions> = {}): Promise<RunningKvs> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'kvs-')));
  const failures: string[] = [];
  let endpoint = '';
  const service = await createKvs({
    dataDir,
    system: realSystem,
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => endpoint,
    onFailure: (message, error) => failures.push(error === undefined ? message : `${message}: ${String(error)}`),
    ...options,
  });
  const server: Server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 }, (request, response) => {
    service.handle(request, response).catch((error: unknown) => failures.push(`handle: ${String(error)}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
  const clientOptions = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const control = new KinesisVideoClient(clientOptions);
  const archived = new KinesisVideoArchivedMediaClient(clientOptions);
  const media = new KinesisVideoMediaClient(clientOptions);
  const stop = async (): Promise<void> => {
    for (const client of [control, archived, media]) client.destroy();
    await service.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    service,
    port,
    dataDir,
    failures,
    control,
    archived,
    media,
    stop,
    async remove() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
