import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ArchiverError } from '../../core/errors.ts';
import { assetPath } from './assetPath.ts';

/** What to encode. */
export interface EncoderSettings {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Longest distance of key frames that will be asked for, in pictures. */
  readonly keyFrameEvery: number;
  readonly bitsPerSecond: number;
}

/** H.264 encoder: one picture in, one out, in Annex-B, with parameter sets at each key frame and no B-frames. */
export interface Encoder {
  /**
   * One picture at a time. `i420` must stay as it is until the promise settles.
   * @throws ArchiverError `Internal` when the encoder fails or is closed.
   */
  encode(i420: Uint8Array, timeMs: number, keyframe: boolean): Promise<Uint8Array>;
  close(): void;
}

/**
 * Opens the encoder of `node-webcodecs` in a process of its own (`encoderProcess.mjs`, the only file that knows the
 * package).
 * @throws ArchiverError `UnsupportedMedia` where it cannot be loaded or will not encode such pictures.
 */
export async function openEncoder(settings: EncoderSettings): Promise<Encoder> {
  const child = spawn(process.execPath, [assetPath('encoderProcess.mjs'), JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const encoder = new EncoderProcess(child);
  try {
    await encoder.next();
    return encoder;
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError('UnsupportedMedia', `the H.264 encoder does not start on ${platform} (${why})`, { cause });
  }
}

const LONGEST_COMPLAINT = 2_000;

class EncoderProcess implements Encoder {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #waiting: { resolve(bytes: Uint8Array): void; reject(error: unknown): void } | undefined;
  #received: Uint8Array = new Uint8Array();
  #complaint = '';
  #over: string | undefined;

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#child = child;
    child.stdout.on('data', (chunk: Uint8Array) => this.#take(chunk));
    // Libraries of the encoder print here; kept for the message of a failure.
    child.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = `${this.#complaint}${chunk.toString('utf8')}`.slice(-LONGEST_COMPLAINT);
    });
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => this.#end(error.message));
    child.once('close', (code, signal) => this.#end(`it ended with ${signal ?? code}: ${lastLine(this.#complaint)}`));
  }

  async encode(i420: Uint8Array, timeMs: number, keyframe: boolean): Promise<Uint8Array> {
    const picture = this.next();
    const head = Buffer.alloc(12);
    head.writeDoubleLE(timeMs, 0);
    head.writeUInt32LE(keyframe ? 1 : 0, 8);
    this.#child.stdin.write(head);
    this.#child.stdin.write(i420);
    return await picture;
  }

  /** The next message of the process. */
  next(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) reject(failure(this.#over));
      else this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#end('it was closed');
    this.#child.stdin.destroy();
    this.#child.kill();
  }

  #take(chunk: Uint8Array): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    if (this.#received.length < 4) return;
    const end = 4 + new DataView(this.#received.buffer, this.#received.byteOffset).getUint32(0, true);
    if (this.#received.length < end) return;
    const message = this.#received.slice(4, end);
    this.#received = this.#received.subarray(end);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(new Uint8Array(message));
  }

  #end(why: string): void {
    this.#over ??= why;
    this.#waiting?.reject(failure(this.#over));
    this.#waiting = undefined;
  }
}

function failure(why: string): ArchiverError {
  return new ArchiverError('Internal', `the H.264 encoder failed: ${why}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
