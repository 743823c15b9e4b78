import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import type { KinesisVideoArchivedMediaClient } from '@aws-sdk/client-kinesis-video-archived-media';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { clientsOf, type Endpoint } from './Installation.ts';

const PROGRAM = join(__dirname, '../../../bin/kvs-archiver.mjs');

/** `kvs-archiver local` in a process of its own, to be ended in any way. */
export class StackProcess implements Endpoint {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly kvs: KinesisVideoClient;
  readonly archived: KinesisVideoArchivedMediaClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, outputs: Readonly<Record<string, string>>) {
    this.#child = child;
    this.url = url;
    this.outputs = outputs;
    const { kvs, archived, s3, sfn } = clientsOf(url);
    this.kvs = kvs;
    this.archived = archived;
    this.s3 = s3;
    this.sfn = sfn;
  }

  /** Starts it on a data folder, with a port of its own and no camera. */
  static async start(dataDir: string): Promise<StackProcess> {
    const child = spawn(
      process.execPath,
      ['--no-warnings', PROGRAM, 'local', '--port', '0', '--no-camera', '--data', dataDir],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, AWS_REGION: 'us-east-1' } },
    );
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        const ready = /^ready (\S+)$/m.exec(output)?.[1];
        if (ready !== undefined) resolve(ready);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
    const outputs = (await (await fetch(`${url}/_local/outputs`)).json()) as Record<string, string>;
    return new StackProcess(child, url, outputs);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Ends it; answers its exit code, or the signal that ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT'): Promise<number | string | null> {
    for (const client of [this.kvs, this.archived, this.s3, this.sfn]) client.destroy();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    this.#child.kill(signal);
    const [code, by] = (await once(this.#child, 'exit')) as [number | null, string | null];
    return code ?? by;
  }
}
