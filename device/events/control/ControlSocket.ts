import { chmod, lstat, unlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { ArchiverError } from '../../../core/errors.ts';
import type { DeviceEvent } from '../DeviceEvent.ts';
import type { EventSink } from '../FragmentEvents.ts';
import { answerLine } from './answerLine.ts';
import { LineReader } from './LineReader.ts';
import { isAnswered } from './sendEvent.ts';

export interface ControlSocketOptions {
  /** A Unix socket, made with mode 0600; or a Windows pipe such as `\\.\pipe\door`. */
  readonly path: string;
  readonly sink: EventSink;
  /** What `event` alone stands for. */
  readonly usual: DeviceEvent;
}

/** An event with ten tags of the longest kind, written in escapes. */
const LONGEST_LINE = 32 * 1_024;
const MOST_CONNECTIONS = 16;
/** Documented: connect(2), a path of a Unix socket with its NUL; macOS has the fewest. */
const LONGEST_PATH = 103;
const IDLE_MS = 30_000;
const PIPE = /^\\\\[.?]\\pipe\\/;

/**
 * Takes events from programs of the same user on the same machine. Lines that make no sense are answered so; who sends
 * what is no line, nothing at all, or one connection too many, is hung up on.
 */
export class ControlSocket {
  readonly #server: Server;
  readonly #path: string;
  readonly #connections = new Set<Socket>();

  private constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
  }

  /**
   * @throws ArchiverError `Conflict` where another device listens there, `InvalidInput` where the path cannot be used
   */
  static async open({ path, sink, usual }: ControlSocketOptions): Promise<ControlSocket> {
    if (!PIPE.test(path)) await makeWay(path);
    const server = createServer();
    const control = new ControlSocket(server, path);
    server.on('connection', (socket) => control.#serve(socket, (line) => answerLine(line, sink, usual)));
    await listen(server, path);
    return control;
  }

  async close(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    // The socket's file goes with it.
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get path(): string {
    return this.#path;
  }

  #serve(socket: Socket, answer: (line: string) => string): void {
    if (this.#connections.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    const lines = new LineReader(LONGEST_LINE);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    // Whoever goes away without a word has said what it had to.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#connections.delete(socket));
    socket.on('data', (bytes) => {
      const complete = lines.push(bytes);
      if (complete === undefined) {
        socket.end('error InvalidInput the line is too long\n');
        socket.destroySoon();
        return;
      }
      const answers = complete.map((line) => `${answer(line)}\n`).join('');
      // One who asks and does not read is not kept in memory.
      if (answers !== '' && !socket.write(answers)) {
        socket.pause();
        socket.once('drain', () => socket.resume());
      }
    });
  }
}

/** A socket that a process left when it died is taken away; anything else stays. */
async function makeWay(path: string): Promise<void> {
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new ArchiverError('InvalidInput', `${path} is too long for a socket: ${LONGEST_PATH} bytes are the most`);
  }
  const there = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ArchiverError('InvalidInput', `${path} cannot be used as a socket: ${error.message}`, { cause: error });
  });
  if (there === undefined) return;
  if (!there.isSocket()) throw new ArchiverError('InvalidInput', `${path} is there already, and no socket`);
  if (await isAnswered(path)) throw new ArchiverError('Conflict', `another device takes its events at ${path}`);
  await unlink(path);
}

async function listen(server: Server, path: string): Promise<void> {
  // Nobody else may connect in the moment before the mode is set: the file is made with it.
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
      process.umask(before);
    });
    if (!PIPE.test(path)) await chmod(path, 0o600);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError('InvalidInput', `${path} cannot be used as a socket: ${why}`, { cause });
  } finally {
    process.umask(before);
  }
}
