import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodedPicture, CodedTrack, DecodeOutcome, PictureDecoder } from '../../../core/ports/pictureDecoder.ts';
import type { System } from '../../../core/system.ts';

/** A decoder that must be closed. */
export interface OpenDecoder extends PictureDecoder {
  close(): void;
}

/** A group of pictures that takes longer is not coming any more, however busy the machine is. */
const LONGEST_MS = 120_000;
const START_MS = 30_000;

/**
 * The decoder of `node-webcodecs` in a process of its own (`decoderProcess.mjs`). A process that dies over a group of
 * pictures fails that group, and the next one has a new process.
 *
 * @param path of the process, which tests replace
 * @returns nothing where there is no decoder for this platform, or its package is not installed
 */
export async function openDecoder(system: System, path = processPath()): Promise<OpenDecoder | undefined> {
  if (path === undefined) return undefined;
  const decoder = new ProcessDecoder(path, system);
  if (await decoder.start()) return decoder;
  decoder.close();
  return undefined;
}

/** One group at a time; others wait for their turn. */
class ProcessDecoder implements OpenDecoder {
  readonly #path: string;
  readonly #system: System;
  #child: ChildProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, system: System) {
    this.#path = path;
    this.#system = system;
  }

  async start(): Promise<boolean> {
    // Silent: libraries of the decoder print what they think of broken pictures.
    const child = spawn(process.execPath, [this.#path], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#child = child;
    // One that dies between two groups is not asked again; an error that nobody hears would end the program.
    child.on('error', () => this.#forget(child)).on('exit', () => this.#forget(child));
    // Forgotten, it would keep the program alive that waits for nothing any more.
    child.unref();
    child.channel?.unref();
    return (await this.#next(child, START_MS)).message !== undefined;
  }

  /** What fails is given to a new process once more: a busy machine or an unlucky decoder is no broken footage. */
  decode(track: CodedTrack, pictures: readonly CodedPicture[]): Promise<DecodeOutcome> {
    const turn = this.#turn.then(async () => {
      const first = await this.#decode(track, pictures);
      if (first.outcome !== 'failed') return first;
      this.close();
      return this.#decode(track, pictures);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#child?.kill();
    this.#child = undefined;
  }

  #forget(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined;
  }

  async #decode(track: CodedTrack, pictures: readonly CodedPicture[]): Promise<DecodeOutcome> {
    if (this.#child === undefined && !(await this.start())) {
      return { outcome: 'unsupported', because: 'the decoder does not start any more' };
    }
    const child = this.#child;
    if (child === undefined) return { outcome: 'unsupported', because: 'the decoder was closed' };
    const answer = this.#next(child, LONGEST_MS);
    child.send({ ...track, pictures });
    const { message, died } = await answer;
    if (message !== undefined) return message as DecodeOutcome;
    this.close();
    return { outcome: 'failed', because: died };
  }

  /** The next message of the process, or how it came to its end. */
  #next(child: ChildProcess, longestMs: number): Promise<{ readonly message?: unknown; readonly died: string }> {
    return new Promise((resolve) => {
      const patience = new AbortController();
      const settle = (told: { readonly message?: unknown; readonly died: string }): void => {
        patience.abort();
        child.off('message', hear).off('exit', end).off('error', fail);
        child.channel?.unref();
        resolve(told);
      };
      const hear = (message: unknown): void => settle({ message, died: '' });
      const end = (code: number | null, signal: string | null): void =>
        settle({ died: `the decoder died over it (${signal ?? code})` });
      const fail = (error: Error): void => settle({ died: `the decoder died over it (${error.message})` });
      child.on('message', hear).on('exit', end).on('error', fail);
      // While an answer is waited for the program may not end for want of work.
      child.channel?.ref();
      const tooLong = (): void => settle({ died: `the decoder does not come to an end within ${longestMs / 1000} s` });
      this.#system.clock.sleep(longestMs, patience.signal).then(tooLong, () => undefined);
    });
  }
}

/** Beside this file, or, where the program was bundled into one somewhere in the package, in the package's folder. */
function processPath(): string | undefined {
  const name = 'decoderProcess.mjs';
  let folder = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(folder, name))) return join(folder, name);
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'cli', 'verify', 'decoder', name);
    if (existsSync(path)) return path;
  }
  return undefined;
}
