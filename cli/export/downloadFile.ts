import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { Clock } from '../../core/system.ts';

/** Tries that bring nothing more: then it is given up. */
const TRIES = 6;
const LONGEST_WAIT_MS = 15_000;

/** A file to fetch. */
export interface RemoteFile {
  readonly bytes: number;
  readonly sha256?: string;
  /** A link that opens now; a new one where the last has expired. */
  url(): Promise<string>;
}

/** Where it goes, byte after byte. */
interface Target {
  /** Bytes that are there already. */
  readonly at: number;
  write(chunk: Uint8Array): Promise<void>;
}

export interface DownloadOptions {
  readonly clock: Clock;
  /** Is told how many bytes are there. */
  onProgress(bytes: number): void;
}

/**
 * Fetches a file to a path. It grows under another name beside it, where the next try, or the next run, goes on; it gets its
 * own name when all of it is there and its checksum holds.
 *
 * @throws ArchiverError `Corrupt` where its checksum does not hold; `Truncated` where it could not be had whole
 */
export async function downloadFile(path: string, file: RemoteFile, options: DownloadOptions): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.part`);
  const hash = createHash('sha256');
  const begun = await bytesOf(partial);
  if (begun > 0 && begun <= file.bytes) for await (const chunk of createReadStream(partial)) hash.update(chunk);
  const keep = begun <= file.bytes ? begun : 0;
  const handle: FileHandle = await open(partial, keep > 0 ? 'r+' : 'w');
  try {
    let at = keep;
    const write = async (chunk: Uint8Array): Promise<void> => {
      for (let done = 0; done < chunk.length; ) {
        done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
      }
      hash.update(chunk);
      at += chunk.length;
    };
    await fetchAll(file, { at: keep, write }, options);
    if (file.sha256 !== undefined && hash.digest('hex') !== file.sha256) {
      await handle.truncate(0);
      throw new ArchiverError('Corrupt', `${path}: what came is not what was sent; its checksum does not hold`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, path);
}

/** Sends a file into a stream. @throws ArchiverError as `downloadFile`, when all has been written */
export async function downloadToStream(
  stream: NodeJS.WritableStream,
  file: RemoteFile,
  options: DownloadOptions,
): Promise<void> {
  const hash = createHash('sha256');
  const write = (chunk: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      hash.update(chunk);
      stream.write(chunk, (error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  await fetchAll(file, { at: 0, write }, options);
  if (file.sha256 !== undefined && hash.digest('hex') !== file.sha256) {
    throw new ArchiverError('Corrupt', 'what came is not what was sent; its checksum does not hold');
  }
}

async function fetchAll(file: RemoteFile, target: Target, { clock, onProgress }: DownloadOptions): Promise<void> {
  let { at } = target;
  for (let fruitless = 0; at < file.bytes; ) {
    const before = at;
    try {
      for await (const chunk of await body(await file.url(), at)) {
        if (at + chunk.length > file.bytes) throw new ArchiverError('Corrupt', 'more came than the file has');
        await target.write(chunk);
        at += chunk.length;
        onProgress(at);
      }
    } catch (error) {
      // A connection that breaks says so in many ways; what we said ourselves is not tried again.
      if (isArchiverError(error) && !error.retryable) throw error;
      if (fruitless >= TRIES)
        throw new ArchiverError('Truncated', `${at} of ${file.bytes} bytes came`, { cause: error });
    }
    if (at >= file.bytes) return;
    fruitless = at > before ? 0 : fruitless + 1;
    if (fruitless > TRIES) throw new ArchiverError('Truncated', `${at} of ${file.bytes} bytes came`);
    await clock.sleep(Math.min(LONGEST_WAIT_MS, 250 * 2 ** fruitless));
  }
}

async function body(url: string, from: number): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(url, from === 0 ? {} : { headers: { range: `bytes=${from}-` } });
  const isThere = response.status === (from === 0 ? 200 : 206) && response.body !== null;
  if (isThere && response.body !== null) return response.body;
  await response.body?.cancel();
  const isGone = response.status === 404 || response.status === 410;
  throw new ArchiverError(isGone ? 'Expired' : 'Truncated', `the file was answered with ${response.status}`);
}

async function bytesOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
