import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { ObjectPlace, ObjectTags, ObjectUpload, StoreOutcome } from '../../core/ports/objectStore.ts';
import { tagging } from './tagging.ts';
import { unlessPresent } from './unlessPresent.ts';

/** What one PutObject takes (documented: S3 User Guide, "Uploading objects"). A plan stays under 100 MB. */
const MAX_BYTES = 5 * 1024 ** 3;
const READ_BYTES = 256 * 1024;
/** A put whose answer says that another may work is made again at once: the bytes are here, and KVS bills each read. */
const PUTS = 3;

/**
 * An object that appears whole or not at all, and never over another (`If-None-Match: *`). Its bytes wait in a temporary
 * file that has no name any more, and leave as one PutObject: a request is billed, a byte on the way to S3 is not, and
 * what is given up has cost none (docs/decisions/0015-one-put-a-file.md). Memory holds one chunk.
 */
export class S3Upload implements ObjectUpload {
  readonly #s3: S3Client;
  readonly #place: ObjectPlace;
  readonly #contentType: string;
  readonly #tags: ObjectTags | undefined;
  #file: Promise<FileHandle> | undefined;
  #bytes = 0;
  #crc32 = 0;
  #ended = false;

  constructor(s3: S3Client, place: ObjectPlace, contentType: string, tags?: ObjectTags) {
    this.#s3 = s3;
    this.#place = place;
    this.#contentType = contentType;
    this.#tags = tags;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#ended) throw new ArchiverError('Internal', 'an upload that has ended takes no more bytes');
    if (this.#bytes + chunk.length > MAX_BYTES) {
      throw new ArchiverError('InvalidInput', `${this.#place.key} is longer than one PutObject takes`);
    }
    this.#file ??= openNameless();
    const file = await this.#file;
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, this.#bytes + written);
      written += bytesWritten;
    }
    this.#bytes += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
  }

  async complete(): Promise<StoreOutcome> {
    if (this.#ended) throw new ArchiverError('Internal', 'an upload is completed once');
    this.#ended = true;
    this.#file ??= openNameless();
    const file = await this.#file;
    try {
      for (let put = 1; ; put += 1) {
        try {
          return await unlessPresent(`PutObject ${this.#place.key}`, () => this.#put(file));
        } catch (error) {
          if (!isArchiverError(error) || !error.retryable || put === PUTS) throw error;
        }
      }
    } finally {
      await this.#close();
    }
  }

  async abort(): Promise<void> {
    this.#ended = true;
    await this.#close();
  }

  async #put(file: FileHandle): Promise<void> {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(this.#crc32);
    // Not the handle's own stream: that one closes the file with itself, and the next put would find none.
    const body = Readable.from(chunksOf(file, this.#bytes), { objectMode: false, highWaterMark: READ_BYTES });
    try {
      await this.#s3.send(
        new PutObjectCommand({
          Bucket: this.#place.bucket,
          Key: this.#place.key,
          Body: body,
          ContentLength: this.#bytes,
          ContentType: this.#contentType,
          ChecksumCRC32: checksum.toString('base64'),
          IfNoneMatch: '*',
          ...tagging(this.#tags),
        }),
      );
    } finally {
      body.destroy();
    }
  }

  async #close(): Promise<void> {
    const opening = this.#file;
    this.#file = undefined;
    if (opening !== undefined) await (await opening).close();
  }
}

/** The bytes of a file from its start, one chunk in memory; the file stays open. */
async function* chunksOf(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(READ_BYTES, bytes - at)), {
      position: at,
    });
    if (bytesRead === 0) throw new ArchiverError('Internal', `the upload's file ends after ${at} of ${bytes} bytes`);
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** A file that goes with its handle, however the process ends. */
async function openNameless(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'upload-'));
  try {
    return await open(join(folder, 'object'), 'wx+');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
