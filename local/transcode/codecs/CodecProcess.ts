import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FaultReason, TranscodeFault } from '../TranscodeFault.ts';
import type { ProbedSource, TrackName, TranscodeOrder, TranscodeSummary } from '../TranscodeOrder.ts';

/** A sample as it was coded; `us` is how long it lasts, in microseconds. */
export interface CodedSample {
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
  readonly us: number;
}

/** Samples that begin with one that depends on no other. */
export interface CodedGroup {
  readonly track: TrackName;
  readonly startUs: number;
  readonly samples: readonly CodedSample[];
}

export type CodedConfig =
  | {
      readonly track: number;
      readonly codec: 'avc';
      readonly description: Uint8Array;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly track: 'audio';
      readonly codec: 'aac';
      readonly description: Uint8Array;
      readonly sampleRate: number;
      readonly channels: number;
    };

/** What the process says. */
export type CodecMessage =
  | { readonly probed: readonly ProbedSource[] }
  | { readonly config: CodedConfig }
  | { readonly group: CodedGroup }
  | { readonly picture: { readonly capture: number; readonly bytes: Uint8Array } }
  | { readonly sheet: { readonly bytes: Uint8Array; readonly pictures: number } }
  | { readonly progress: { readonly percent: number; readonly frames: number } }
  | { readonly fault: { readonly reason: FaultReason; readonly message: string; readonly source: number } }
  | { readonly end: Partial<TranscodeSummary> };

export type CodecOrder = TranscodeOrder & { readonly probeOnly?: true };

/**
 * Has `transcodeProcess.mjs` carry out one order, each of its messages answered once it was taken. The process ends with
 * the order, well or not; aborting the signal ends it at once.
 *
 * @throws TranscodeFault as the process tells, `internal` where it dies; the signal's reason
 */
export async function runCodecProcess(
  order: CodecOrder,
  take: (message: CodecMessage) => Promise<void>,
  signal: AbortSignal,
  path: string = processPath(),
): Promise<Partial<TranscodeSummary>> {
  signal.throwIfAborted();
  // Silent: libraries of the codecs print what they think of broken pictures.
  const child = spawn(process.execPath, ['--expose-gc', path], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  try {
    return await converse(child, order, take, signal);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await over;
  }
}

async function converse(
  child: ChildProcess,
  order: CodecOrder,
  take: (message: CodecMessage) => Promise<void>,
  signal: AbortSignal,
): Promise<Partial<TranscodeSummary>> {
  let answer = next(child);
  child.send(order);
  for (;;) {
    const message = await answer;
    signal.throwIfAborted();
    if (typeof message === 'string') throw new TranscodeFault('internal', message);
    if ('end' in message) return message.end;
    if ('fault' in message) {
      const { reason, message: words, source } = message.fault;
      throw new TranscodeFault(reason, words, source);
    }
    await take(message);
    answer = next(child);
    if (child.connected) child.send({ next: true });
  }
}

/** The next message of the process, or how it came to its end. */
function next(child: ChildProcess): Promise<CodecMessage | string> {
  return new Promise((resolve) => {
    const settle = (told: CodecMessage | string): void => {
      child.off('message', hear).off('exit', end).off('error', fail);
      resolve(told);
    };
    const hear = (message: unknown): void => settle(message as CodecMessage);
    const end = (code: number | null, signal: string | null): void =>
      settle(`the transcoding process died (${signal ?? code})`);
    const fail = (error: Error): void => settle(`the transcoding process died (${error.message})`);
    child.on('message', hear).on('exit', end).on('error', fail);
    if (child.exitCode !== null || child.signalCode !== null) end(child.exitCode, child.signalCode);
  });
}

/** Beside this file, or, where the program was bundled into one somewhere in the package, in the package's folder. */
function processPath(): string {
  const name = 'transcodeProcess.mjs';
  let folder = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(folder, name))) return join(folder, name);
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'local', 'transcode', 'codecs', name);
    if (existsSync(path)) return path;
  }
  throw new TranscodeFault('internal', `${name} is not there`);
}
