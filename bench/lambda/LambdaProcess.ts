import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nextMessage } from '../process/nextMessage.ts';
import type { StackProcess } from '../stack/StackProcess.ts';
import type { LambdaReply, LambdaRequest, Usage } from './LambdaMessage.ts';

/** A function of bench/lambdas in a process of its own, so that its memory and CPU time are its alone. */
export class LambdaProcess {
  readonly #child: ChildProcess;
  readonly #name: string;

  private constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#name = name;
  }

  /** Starts a fresh environment for `work`, and ends it. Node has no flags: a Lambda of 512 MB needs none. */
  static async with<T>(name: string, stack: StackProcess, work: (lambda: LambdaProcess) => Promise<T>): Promise<T> {
    const module = fileURLToPath(new URL(`./lambdas/${name}.mjs`, import.meta.url));
    const child = fork(new URL('./processes/lambda.mjs', import.meta.url), [module], {
      // Its log lines are not for the report.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: environmentOf(stack),
    });
    try {
      const lambda = new LambdaProcess(child, name);
      await lambda.#reply('ready');
      return await work(lambda);
    } finally {
      if (child.exitCode === null) {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
    }
  }

  async invoke(event: unknown): Promise<unknown> {
    return (await this.#ask({ kind: 'invoke', event }, 'result')).result;
  }

  /** Waits until nothing is under way, and begins to watch memory and CPU time anew. */
  async idle(): Promise<Usage> {
    return this.#ask({ kind: 'idle' }, 'usage');
  }

  async usage(): Promise<Usage> {
    return this.#ask({ kind: 'usage' }, 'usage');
  }

  #ask<K extends LambdaReply['kind']>(request: LambdaRequest, kind: K): Promise<Extract<LambdaReply, { kind: K }>> {
    this.#child.send(request);
    return this.#reply(kind);
  }

  async #reply<K extends LambdaReply['kind']>(kind: K): Promise<Extract<LambdaReply, { kind: K }>> {
    const reply = (await nextMessage(this.#child, this.#name)) as LambdaReply;
    if (reply.kind === 'failure') throw new Error(`${this.#name}: ${reply.message}`);
    if (reply.kind !== kind) throw new Error(`${this.#name} said ${reply.kind} where ${kind} was due`);
    return reply as Extract<LambdaReply, { kind: K }>;
  }
}

/** What the embedded stack gives its functions, from its outputs. */
function environmentOf({ url, outputs }: StackProcess): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    AWS_REGION: outputs.Region ?? '',
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'thing',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    POWERTOOLS_LOG_LEVEL: 'ERROR',
    ENROLMENTS_TABLE: outputs.EnrolmentsTableName ?? '',
    STREAMS_TABLE: outputs.StreamsTableName ?? '',
    LEDGER_TABLE: outputs.LedgerTableName ?? '',
    RUNS_TABLE: outputs.RunsTableName ?? '',
    ARCHIVE_BUCKET: outputs.ArchiveBucketName ?? '',
    WORK_BUCKET: outputs.WorkBucketName ?? '',
    RETENTION_CLASSES: outputs.RetentionClasses ?? '',
    STAGE: 'bench',
    CLIP_CONCURRENCY: '4',
  };
}
