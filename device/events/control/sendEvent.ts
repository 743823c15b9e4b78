import { createConnection } from 'node:net';
import { ArchiverError, ERROR_KINDS, type ErrorKind } from '../../../core/errors.ts';
import type { DeviceEvent } from '../DeviceEvent.ts';

const WITHIN_MS = 5_000;
const LONGEST_ANSWER = 8_192;

/**
 * Tells the device behind a control socket of an event; one that says nothing is the device's usual one.
 * @throws ArchiverError what the device answers; `NotFound` where none listens, `Internal` where it does not answer
 */
export async function sendEvent(path: string, event: DeviceEvent): Promise<void> {
  const isUsual = Object.keys(event).length === 0;
  const answer = await ask(path, isUsual ? 'event' : `event ${JSON.stringify(event)}`);
  if (answer === 'ok') return;
  const [, kind = '', message = answer] = /^error (\S+) (.*)$/.exec(answer) ?? [];
  throw new ArchiverError(Object.hasOwn(ERROR_KINDS, kind) ? (kind as ErrorKind) : 'Internal', message);
}

/** Whether anybody answers at a socket. */
export async function isAnswered(path: string): Promise<boolean> {
  try {
    await ask(path, 'ping');
    return true;
  } catch (error) {
    return !(error instanceof ArchiverError && error.kind === 'NotFound');
  }
}

async function ask(path: string, line: string): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = createConnection(path);
    const fail = (kind: ErrorKind, message: string, cause?: unknown) => {
      socket.destroy();
      reject(new ArchiverError(kind, message, { cause }));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(WITHIN_MS, () => fail('Internal', `the device at ${path} does not answer`));
    socket.on('connect', () => socket.write(`${line}\n`));
    socket.on('data', (text: string) => {
      answer += text;
      const end = answer.indexOf('\n');
      if (end < 0 && answer.length > LONGEST_ANSWER) return fail('Internal', `${path} is no device's socket`);
      if (end < 0) return;
      socket.destroy();
      resolve(answer.slice(0, end));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isNobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
      if (isNobody) fail('NotFound', `no device takes events at ${path}`, error);
      else fail(error.code === 'EACCES' ? 'AccessDenied' : 'Internal', `${path}: ${error.message}`, error);
    });
    socket.on('close', () => fail('Internal', `the device at ${path} hung up without an answer`));
  });
}
