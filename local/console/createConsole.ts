import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LocalService } from '../service.ts';

export interface ConsoleOptions {
  /** The folder with the console's files; asked for at the first request. */
  readonly build: () => Promise<string>;
  /** Of every answer: what the front adds, as the template declares it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onFailure: (error: unknown) => void;
}

const ROOT = '/console/';
const ASSETS = `assets${sep}`;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Gives out the console's files under `/console/`, as the front does: a path that is no file is one of its views. */
export function createConsole({ build, headers, onFailure }: ConsoleOptions): LocalService {
  let built: Promise<string> | undefined;

  function say(response: ServerResponse, status: number, text: string, more: Record<string, string> = {}): void {
    response.writeHead(status, {
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...more,
    });
    response.end(`${text}\n`);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const path = decoded(url.split('?', 1)[0] ?? '/');
    if (method !== 'GET' && method !== 'HEAD') return say(response, 405, 'GET or HEAD', { allow: 'GET, HEAD' });
    if (path === '/' || path === '/console')
      return say(response, 302, 'the console is at /console/', { location: ROOT });
    if (path === undefined || path.includes('\0')) return say(response, 400, 'the path is not UTF-8');
    let folder: string;
    try {
      built ??= build();
      folder = await built;
    } catch (error) {
      built = undefined;
      onFailure(error);
      return say(response, 500, error instanceof Error ? error.message : String(error));
    }
    const named = normalize(path.slice(ROOT.length));
    // Names of streams have dots in them too: what is a file is told by its folder.
    const name = named.startsWith(ASSETS) ? named : 'index.html';
    const file = join(folder, name);
    const found = file.startsWith(folder + sep) ? await stat(file).catch(() => undefined) : undefined;
    if (found?.isFile() !== true) return say(response, 404, 'there is no such file');
    response.writeHead(200, {
      ...headers,
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': found.size,
      // Whatever bears a hash in its name never changes.
      'cache-control': name.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    if (method === 'HEAD') return void response.end();
    await pipeline(createReadStream(file), response);
  }

  return { name: 'console', handle, close: () => Promise.resolve() };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
