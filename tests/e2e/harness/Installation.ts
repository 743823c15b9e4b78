import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand, DeleteStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { KvsSettings } from '../../../local/kvs/settings.ts';
import { type Stack, startStack } from '../../../local/stack/startStack.ts';
import { holdAgainstDocument } from './holdAgainstDocument.ts';

export const ROOT = join(__dirname, '../../..');

/**
 * One set for all end-to-end tests, since each set is a package of its own. The schedule and the streams' interval are
 * so long that a run happens when a test starts it, and not otherwise.
 */
export const PARAMS = {
  settleSeconds: '1',
  scheduleRate: 'rate(1 day)',
  observeRate: 'rate(1 day)',
  intervalSeconds: '86400',
  enrolByTag: 'archive=yes',
};

interface Clients {
  readonly kvs: KinesisVideoClient;
  readonly archived: KinesisVideoArchivedMediaClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

/** SDK clients for a stack that answers at `url`. */
export function clientsOf(url: string): Clients {
  const options = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
    maxAttempts: 1,
  };
  return {
    kvs: new KinesisVideoClient(options),
    archived: new KinesisVideoArchivedMediaClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sfn: new SFNClient(options),
  };
}

/** What the harness needs of a running stack, in this process or another. */
export interface Endpoint extends Clients {
  readonly url: string;
  readonly port: number;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The stack in this process on a data folder of its own, spoken to over the wire. */
export class Installation implements Endpoint {
  readonly dataDir: string;
  /** What the stack itself called a failure, and what its HTTP API said other than docs/openapi.yaml says. */
  readonly failures: string[] = [];
  #stack: Stack | undefined;
  #clients: Clients | undefined;
  #letGo: () => void = () => undefined;

  private constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  static async start(): Promise<Installation> {
    const installation = new Installation(await mkdtemp(join(tmpdir(), 'kvs-archiver-e2e-')));
    await installation.open();
    return installation;
  }

  /** Starts on the data folder as it is; the port is another each time. */
  async open(): Promise<void> {
    this.#stack = await startStack({
      root: ROOT,
      port: 0,
      dataDir: this.dataDir,
      region: 'us-east-1',
      params: PARAMS,
      system: realSystem,
      onEvent: (event) => {
        if (event.type === 'failure') this.failures.push(`${event.where}: ${event.message}`);
      },
    });
    this.#clients = clientsOf(this.#stack.url);
    this.#letGo = holdAgainstDocument(this.#stack.url, (fault) => this.failures.push(fault));
  }

  /** Stops it; the data stays. */
  async close(): Promise<void> {
    this.#letGo();
    if (this.#clients !== undefined) for (const client of Object.values(this.#clients)) client.destroy();
    await this.#stack?.close();
    this.#stack = undefined;
  }

  /** Stops it, and removes the data; answers what was still in folders for temporary files. */
  async remove(): Promise<readonly string[]> {
    await this.close();
    const left = await temporaryFiles(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
    return left;
  }

  get url(): string {
    return this.#running().url;
  }
  get port(): number {
    return Number(new URL(this.url).port);
  }
  get outputs(): Readonly<Record<string, string>> {
    return this.#running().outputs;
  }
  get kvs(): KinesisVideoClient {
    return this.#open().kvs;
  }
  get archived(): KinesisVideoArchivedMediaClient {
    return this.#open().archived;
  }
  get s3(): S3Client {
    return this.#open().s3;
  }
  get sfn(): SFNClient {
    return this.#open().sfn;
  }

  #running(): Stack {
    if (this.#stack === undefined) throw new Error('the stack is closed');
    return this.#stack;
  }
  #open(): Clients {
    if (this.#clients === undefined) throw new Error('the stack is closed');
    return this.#clients;
  }
}

/** What is left in the folders for temporary files of the data folder. */
async function temporaryFiles(dataDir: string): Promise<string[]> {
  const folders = ['kvs/temporary', 's3/staging', 's3/uploads'];
  const found = await Promise.all(folders.map((folder) => readdir(join(dataDir, folder))));
  return found.flatMap((names, index) => names.map((name) => `${folders[index]}/${name}`));
}

/** Settings of the KVS emulator, changed while it runs. */
export async function configureKvs({ url }: Endpoint, change: Partial<KvsSettings>): Promise<void> {
  const response = await fetch(`${url}/_local/kvs`, { method: 'POST', body: JSON.stringify(change) });
  if (!response.ok) throw new Error(await response.text());
}

/** Makes a stream in KVS. */
export async function createStream({ kvs }: Endpoint, streamName: string, hours = 24): Promise<string> {
  const { StreamARN } = await kvs.send(
    new CreateStreamCommand({ StreamName: streamName, DataRetentionInHours: hours }),
  );
  return StreamARN ?? '';
}

export async function deleteStream({ kvs }: Endpoint, streamArn: string): Promise<void> {
  await kvs.send(new DeleteStreamCommand({ StreamARN: streamArn }));
}

/** Makes a stream and enrols it by the HTTP API. */
export async function enrol(endpoint: Endpoint, streamName: string, settings: object = {}): Promise<string> {
  const arn = await createStream(endpoint, streamName);
  await changeEnrolment(endpoint, streamName, settings);
  return arn;
}

export async function changeEnrolment({ url }: Endpoint, streamName: string, settings: object): Promise<void> {
  const response = await fetch(`${url}/v1/streams/${streamName}`, { method: 'PUT', body: JSON.stringify(settings) });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
}
