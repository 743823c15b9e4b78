import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextMessage } from '../process/nextMessage.ts';
import type { StackReply, StackRequest } from './StackMessage.ts';

/** The embedded stack beside the benchmark, on data of its own. */
export class StackProcess {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;
  readonly #dataDir: string;

  private constructor(child: ChildProcess, dataDir: string, ready: Extract<StackReply, { kind: 'ready' }>) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.url = ready.url;
    this.outputs = ready.outputs;
  }

  /** Runs `work` beside a stack, and leaves nothing behind. */
  static async with<T>(work: (stack: StackProcess) => Promise<T>): Promise<T> {
    const stack = await StackProcess.#start();
    try {
      return await work(stack);
    } finally {
      await stack.#close();
    }
  }

  /**
   * Runs `work` beside a stack on data that was filled while none ran: `prepare` beside a first one, which makes tables
   * and buckets, then `fill` on its closed data folder.
   */
  static async withFilled<Prepared, T>(
    prepare: (stack: StackProcess) => Promise<Prepared>,
    fill: (dataDir: string, prepared: Prepared) => Promise<void>,
    work: (stack: StackProcess, prepared: Prepared) => Promise<T>,
  ): Promise<T> {
    const first = await StackProcess.#start();
    let second: StackProcess | undefined;
    try {
      const prepared = await prepare(first);
      await first.#end();
      await fill(first.#dataDir, prepared);
      second = await StackProcess.#start(first.#dataDir);
      return await work(second, prepared);
    } finally {
      await (second ?? first).#close();
    }
  }

  static async #start(standing?: string): Promise<StackProcess> {
    const dataDir = standing ?? (await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-')));
    const child = fork(new URL('./processes/stack.mjs', import.meta.url), [dataDir], { stdio: 'inherit' });
    try {
      const reply = (await nextMessage(child, 'the stack')) as StackReply;
      if (reply.kind !== 'ready') throw new Error(`the stack said ${reply.kind} before it was ready`);
      return new StackProcess(child, dataDir, reply);
    } catch (error) {
      child.kill();
      await rm(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** CPU seconds that the stack has used since it began. */
  async cpuSeconds(): Promise<number> {
    this.#child.send('cpu' satisfies StackRequest);
    const reply = (await nextMessage(this.#child, 'the stack')) as StackReply;
    return reply.kind === 'cpu' ? (reply.user + reply.system) / 1e6 : Number.NaN;
  }

  /** Changes settings of the KVS emulator. */
  async configureKvs(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const response = await fetch(`${this.url}/_local/kvs`, { method: 'POST', body: JSON.stringify(settings) });
    if (!response.ok) throw new Error(`POST /_local/kvs: ${response.status} ${await response.text()}`);
  }

  /** Enrols a stream by the HTTP API. */
  async enrol(streamName: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    const address = `${this.url}/v1/streams/${streamName}`;
    const response = await fetch(address, { method: 'PUT', body: JSON.stringify(settings) });
    if (!response.ok) throw new Error(`PUT ${address}: ${response.status} ${await response.text()}`);
  }

  async #end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.send('close' satisfies StackRequest);
    await ended;
  }

  async #close(): Promise<void> {
    await this.#end();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
