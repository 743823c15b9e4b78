import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ArchiverError } from '../../../core/errors.ts';
import type { ByteFeed } from '../live/ByteFeed.ts';
import type { Secrets } from './Secrets.ts';

/** A program that writes video to its standard output. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Written to its standard input, which then ends: what must not be seen in the list of processes. */
  readonly input?: string;
}

const MOST_WORDS = 300;
/** A program that does not end when asked is ended. */
const KILL_AFTER_MS = 2_000;

/** Runs a program without a shell, and reads what it writes; ended with its reader. */
export class CommandFeed implements ByteFeed {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<string>;
  readonly #secrets: Secrets;
  #lastLine = '';

  constructor(command: Command, secrets: Secrets) {
    this.#secrets = secrets;
    this.#child = spawn(command.program, [...command.arguments], { stdio: ['pipe', 'pipe', 'pipe'], shell: false });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      this.#child.once('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    // A program that ends before it has read its input says so on its standard error.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdin.end(command.input ?? '');
    this.#child.stderr.setEncoding('utf8');
    this.#child.stderr.on('data', (text: string) => this.#hear(text));
    this.bytes = this.#read();
  }

  lastWords(): string {
    return this.#secrets.hide(this.#lastLine);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    const killing = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    this.#child.stdout.destroy();
    await this.#ended;
    clearTimeout(killing);
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#child.stdout as AsyncIterable<Uint8Array>;
    const how = await this.#ended;
    if (how === 'exit code 0') return;
    throw new ArchiverError('NotYetAvailable', `its program ended (${how})`);
  }

  #hear(text: string): void {
    const lines = text.split(/[\r\n]+/).map((line) => line.trim());
    this.#lastLine =
      lines
        .filter((line) => line !== '')
        .at(-1)
        ?.slice(0, MOST_WORDS) ?? this.#lastLine;
  }
}
