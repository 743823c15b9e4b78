import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchiverError } from '../../core/errors.ts';
import type { MadePicture, PictureMaker, PictureOrder, PictureOutcome } from '../../core/ports/pictureMaker.ts';
import type { System } from '../../core/system.ts';

/** A maker of pictures that must be closed. */
export interface OpenPictureMaker extends PictureMaker {
  close(): void;
}

/** One picture that takes longer is not coming any more, however busy the machine is. */
const LONGEST_MS = 120_000;
const START_MS = 60_000;

type Answer =
  | { readonly ready: true }
  | { readonly made: MadePicture & { readonly index: number } }
  | { readonly fault: { readonly index: number; readonly because: string } }
  | { readonly end: true };

/**
 * Pictures by `node-webcodecs` and `sharp` in a process of its own (`pictureProcess.mjs`), which is started at the first
 * order. A process that dies over an order fails what was still wanted of it, and the next one has a new process.
 *
 * @param path of the process, which tests replace
 */
export function openPictureMaker(system: System, path: string | undefined = processPath()): OpenPictureMaker {
  return new ProcessPictureMaker(system, path);
}

/** One order at a time; others wait for their turn. */
class ProcessPictureMaker implements OpenPictureMaker {
  readonly #system: System;
  readonly #path: string | undefined;
  #child: ChildProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(system: System, path: string | undefined) {
    this.#system = system;
    this.#path = path;
  }

  make(order: PictureOrder, take: (outcome: PictureOutcome) => void | Promise<void>): Promise<void> {
    const turn = this.#turn.then(() => this.#make(order, take));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  async #make(
    { track, pictures, wanted, form }: PictureOrder,
    take: (outcome: PictureOutcome) => void | Promise<void>,
  ): Promise<void> {
    if (wanted.length === 0) return;
    const child = this.#child ?? (await this.#start());
    const missing = new Set(wanted);
    let because: string | undefined;
    try {
      let answer = this.#next(child, LONGEST_MS);
      child.send({ ...track, pictures, wanted, form });
      for (;;) {
        const { message, died } = await answer;
        if (message === undefined) {
          because = died;
          break;
        }
        if ('end' in message) return;
        if ('ready' in message) throw new ArchiverError('Internal', 'the picture process began anew');
        const { index } = 'made' in message ? message.made : message.fault;
        missing.delete(index);
        await take('made' in message ? { index, picture: message.made } : { index, because: message.fault.because });
        answer = this.#next(child, LONGEST_MS);
        if (child.connected) child.send({ next: true });
      }
    } catch (error) {
      // It stands in the middle of an order that nobody takes any more.
      this.#end();
      throw error;
    }
    this.#end();
    for (const index of missing) await take({ index, because });
  }

  async #start(): Promise<ChildProcess> {
    const cannot = (why: string): ArchiverError =>
      new ArchiverError('Internal', `no pictures can be made on ${process.platform}-${process.arch}: ${why}`);
    if (this.#closed) throw cannot('it was closed');
    if (this.#path === undefined) throw cannot('pictureProcess.mjs is not there');
    // Silent: libraries of the decoder print what they think of broken pictures.
    const child = spawn(process.execPath, ['--expose-gc', this.#path], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#child = child;
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    // One that dies between two orders is not asked again; an error that nobody hears would end the program.
    child.on('error', forget).on('exit', forget);
    // Between orders it does not keep the program alive.
    child.unref();
    child.channel?.unref();
    const { message, died } = await this.#next(child, START_MS);
    if (message !== undefined) return child;
    this.#end();
    throw cannot(died);
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  /** The next message of the process, or how it came to its end. */
  #next(child: ChildProcess, longestMs: number): Promise<{ readonly message?: Answer; readonly died: string }> {
    return new Promise((resolve) => {
      const patience = new AbortController();
      const settle = (told: { readonly message?: Answer; readonly died: string }): void => {
        patience.abort();
        child.off('message', hear).off('exit', end).off('error', fail);
        child.channel?.unref();
        resolve(told);
      };
      const hear = (message: unknown): void => settle({ message: message as Answer, died: '' });
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
  const name = 'pictureProcess.mjs';
  let folder = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(folder, name))) return join(folder, name);
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'local', 'pictures', name);
    if (existsSync(path)) return path;
  }
  return undefined;
}
