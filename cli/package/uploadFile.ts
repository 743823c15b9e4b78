import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { ApiClient } from '../connection/ApiClient.ts';
import { putBytes } from './putBytes.ts';
import { type NotedUpload, UploadNote } from './UploadNote.ts';

/** Parts that are on their way at once. */
const AT_ONCE = 4;
const TRIES = 6;
const LONGEST_WAIT_MS = 15_000;
/** Smaller files are sent with their SHA-256, which whoever takes them checks. */
const HASHED_BYTES = 64 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.mkv': 'video/x-matroska',
  '.webm': 'video/webm',
};

/** As `POST /v1/uploads` answers. */
interface Announced {
  readonly jobId: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parts?: readonly Part[];
}

interface Part {
  readonly partNumber: number;
  readonly url: string;
  readonly bytes: number;
}

export interface UploadCall {
  readonly path: string;
  readonly method?: string | undefined;
  readonly api: ApiClient;
  /** Of the API: an upload goes on only where it was begun. */
  readonly apiUrl: string;
  readonly system: System;
  /** Where it is kept how far it is; the system's temporary folder by default. */
  readonly notes?: string;
  onProgress(sentBytes: number, bytes: number): void;
}

/**
 * Uploads a file to be packaged; one that broke off goes on with the parts that are missing.
 *
 * @returns the id of its job
 * @throws ArchiverError `InvalidInput`, naming the file; `Truncated`, `Throttled` where the network does not hold
 */
export async function uploadFile(call: UploadCall): Promise<string> {
  const { path, apiUrl } = call;
  const file = await statFile(path);
  if (file.bytes === 0) throw new ArchiverError('InvalidInput', `${path}: is empty`);
  const note = new UploadNote({ path: resolve(path), apiUrl, ...file }, call.notes);
  return new Upload(file, note, call).carryOut();
}

async function statFile(path: string): Promise<{ bytes: number; modifiedMs: number }> {
  try {
    const found = await stat(path);
    if (found.isFile()) return { bytes: found.size, modifiedMs: found.mtimeMs };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR') throw error;
    throw new ArchiverError('InvalidInput', `${path}: there is no such file, or it may not be read`, { cause: error });
  }
  throw new ArchiverError('InvalidInput', `${path}: is no file`);
}

class Upload {
  readonly #file: { readonly bytes: number; readonly modifiedMs: number };
  readonly #bytes: number;
  readonly #note: UploadNote;
  readonly #call: UploadCall;
  /** Bytes that were sent, by number of the part. */
  readonly #sent = new Map<number, number>();

  constructor(file: { readonly bytes: number; readonly modifiedMs: number }, note: UploadNote, call: UploadCall) {
    this.#file = file;
    this.#bytes = file.bytes;
    this.#note = note;
    this.#call = call;
  }

  async carryOut(): Promise<string> {
    const { jobId, noted, announced } = await this.#begin();
    if (announced.parts === undefined) await this.#putWhole(announced, noted.token);
    else await this.#putParts(announced.parts, noted);
    const { bytes, modifiedMs } = await statFile(this.#call.path);
    if (bytes !== this.#bytes || modifiedMs !== this.#file.modifiedMs) {
      throw new ArchiverError('InvalidInput', `${this.#call.path}: was changed while it was uploaded`);
    }
    if (announced.parts !== undefined) {
      const parts = Object.entries(noted.parts).map(([number, etag]) => ({ partNumber: Number(number), etag }));
      parts.sort((a, b) => a.partNumber - b.partNumber);
      await this.#call.api.call('POST', `/uploads/${jobId}/complete`, { parts });
    }
    await this.#note.remove();
    return jobId;
  }

  async #begin(): Promise<{ jobId: string; noted: NotedUpload; announced: Announced }> {
    const before = await this.#note.read();
    if (before !== undefined) {
      try {
        const announced = await this.#announce(before.token);
        return { jobId: announced.jobId, noted: before, announced };
      } catch (error) {
        // It was put together already, or given up since: this one begins anew.
        if (!isArchiverError(error, 'Conflict') && !isArchiverError(error, 'NotFound')) throw error;
      }
    }
    const noted: NotedUpload = { token: Buffer.from(this.#call.system.random.bytes(24)).toString('hex'), parts: {} };
    const announced = await this.#announce(noted.token);
    await this.#note.write(noted);
    return { jobId: announced.jobId, noted, announced };
  }

  async #announce(clientToken: string): Promise<Announced> {
    const { path, method, api } = this.#call;
    const sha256 = this.#bytes < HASHED_BYTES ? await this.#hash() : undefined;
    return (await api.call('POST', '/uploads', {
      fileName: basename(path),
      bytes: this.#bytes,
      contentType: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      clientToken,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(method === undefined ? {} : { method }),
    })) as Announced;
  }

  async #hash(): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.#read(0, this.#bytes)) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  }

  #read(from: number, bytes: number): ReadStream {
    return createReadStream(this.#call.path, { start: from, end: from + bytes - 1, highWaterMark: 1 << 20 });
  }

  async #putWhole(announced: Announced, token: string): Promise<void> {
    let { url = '', headers = {} } = announced;
    await this.#insist(1, async () => {
      try {
        await this.#put(1, url, headers, 0, this.#bytes);
      } catch (error) {
        if (isArchiverError(error, 'Expired')) ({ url = '', headers = {} } = await this.#announce(token));
        throw error;
      }
    });
  }

  async #putParts(parts: readonly Part[], noted: NotedUpload): Promise<void> {
    const starts: number[] = [];
    let at = 0;
    for (const { bytes } of parts) {
      starts.push(at);
      at += bytes;
    }
    if (at !== this.#bytes) throw new ArchiverError('Internal', `the parts make ${at} bytes of ${this.#bytes}`);
    const addresses = new Map(parts.map(({ partNumber, url }) => [partNumber, url]));
    for (const { partNumber, bytes } of parts)
      if (noted.parts[partNumber] !== undefined) this.#sent.set(partNumber, bytes);
    this.#tell();
    const open = parts.map((part, index) => ({ ...part, from: starts[index] ?? 0 }));
    const queue = open.filter(({ partNumber }) => noted.parts[partNumber] === undefined).values();
    let failed = false;
    const work = async (): Promise<void> => {
      for (const { partNumber, from, bytes } of queue) {
        if (failed) return;
        try {
          noted.parts[partNumber] = await this.#putPart(partNumber, from, bytes, addresses, noted.token);
          await this.#note.write(noted);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const rejected = ended.find((each) => each.status === 'rejected');
    if (rejected !== undefined) throw rejected.reason;
  }

  async #putPart(
    number: number,
    from: number,
    bytes: number,
    addresses: Map<number, string>,
    token: string,
  ): Promise<string> {
    const md5 = createHash('md5');
    for await (const chunk of this.#read(from, bytes)) md5.update(chunk as Uint8Array);
    const headers = { 'content-md5': md5.digest('base64') };
    let etag = '';
    await this.#insist(number, async () => {
      try {
        etag = await this.#put(number, addresses.get(number) ?? '', headers, from, bytes);
      } catch (error) {
        if (isArchiverError(error, 'Expired')) {
          const { parts = [] } = await this.#announce(token);
          for (const part of parts) addresses.set(part.partNumber, part.url);
        }
        throw error;
      }
    });
    return etag;
  }

  /** Tries again what broke off, and what an address that is past its time did not take. */
  async #insist(number: number, put: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await put();
        return;
      } catch (error) {
        this.#sent.set(number, 0);
        const isHopeless = isArchiverError(error) && !error.retryable && error.kind !== 'Expired';
        if (isHopeless || tries === TRIES) throw error;
        await this.#call.system.clock.sleep(Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries));
      }
    }
  }

  #put(
    number: number,
    url: string,
    headers: Readonly<Record<string, string>>,
    from: number,
    bytes: number,
  ): Promise<string> {
    const onSent = (sent: number): void => {
      this.#sent.set(number, sent);
      this.#tell();
    };
    return putBytes({ url, headers, bytes, body: this.#read(from, bytes), onSent });
  }

  #tell(): void {
    let sent = 0;
    for (const bytes of this.#sent.values()) sent += bytes;
    this.#call.onProgress(sent, this.#bytes);
  }
}
