import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { System } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import { replaceFile, syncDirectory } from '../storage/durableFiles.ts';
import { FragmentLog } from '../storage/FragmentLog.ts';
import type { ReportDamage } from '../storage/Segment.ts';
import { DESCRIPTION_FILE, Stream } from './Stream.ts';
import { type StreamDescription, streamDescription } from './StreamDescription.ts';

/** Documented: service quotas, streams per account. */
const MAX_STREAMS = 10_000;

export interface NewStream
  extends Pick<StreamDescription, 'name' | 'kmsKeyId' | 'retentionHours' | 'storageTier' | 'tags'> {
  readonly deviceName?: string | undefined;
  readonly mediaType?: string | undefined;
}

/** All streams of the account and Region, each a directory of its own. */
export class StreamRegistry {
  readonly #system: System;
  readonly #root: string;
  readonly #arnPrefix: string;
  readonly #report: ReportDamage;
  readonly #streams = new Map<string, Stream>();
  readonly #creating = new Set<string>();
  #lastCreatedMs = 0;

  private constructor(system: System, root: string, arnPrefix: string, report: ReportDamage) {
    this.#system = system;
    this.#root = root;
    this.#arnPrefix = arnPrefix;
    this.#report = report;
  }

  /** Opens what `root` holds; what a crash left of a deletion or a creation is cleared away. */
  static async open(system: System, root: string, arnPrefix: string, report: ReportDamage): Promise<StreamRegistry> {
    const registry = new StreamRegistry(system, root, arnPrefix, report);
    await rm(registry.#trash, { recursive: true, force: true });
    await mkdir(registry.#live, { recursive: true });
    await mkdir(registry.#trash, { recursive: true });
    for (const name of await readdir(registry.#live)) await registry.#load(join(registry.#live, name));
    return registry;
  }

  /** In the order of their names. */
  all(): readonly Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.description.name < b.description.name ? -1 : 1));
  }

  /** @throws KvsError ResourceNotFoundException. */
  byName(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw notFound();
    return stream;
  }

  /** Exact match: a stream deleted and made again has another ARN. @throws KvsError ResourceNotFoundException. */
  byArn(arn: string): Stream {
    const stream = this.#streams.get(arn.split('/')[1] ?? '');
    if (stream?.description.arn !== arn) throw notFound();
    return stream;
  }

  /** @throws KvsError ResourceInUseException, AccountStreamLimitExceededException. */
  async create(wanted: NewStream): Promise<Stream> {
    const { name } = wanted;
    if (this.#streams.has(name) || this.#creating.has(name)) {
      throw new KvsError('ResourceInUseException', `The stream ${name} already exists.`);
    }
    if (this.#streams.size + this.#creating.size >= MAX_STREAMS) {
      throw new KvsError(
        'AccountStreamLimitExceededException',
        'The number of streams created for the account is too high.',
      );
    }
    this.#creating.add(name);
    try {
      const createdMs = Math.max(this.#system.clock.now(), this.#lastCreatedMs + 1);
      this.#lastCreatedMs = createdMs;
      const description: StreamDescription = {
        formatVersion: 1,
        name,
        arn: `${this.#arnPrefix}:stream/${name}/${createdMs}`,
        createdMs,
        version: this.newVersion(),
        deviceName: wanted.deviceName,
        mediaType: wanted.mediaType,
        kmsKeyId: wanted.kmsKeyId,
        retentionHours: wanted.retentionHours,
        storageTier: wanted.storageTier,
        tags: wanted.tags,
        expiredThroughMs: 0,
        reservedCounter: Math.floor(this.#system.random.fraction() * 1000),
      };
      // Names may be longer than a file's name may be, and differ only in case: the directory bears their hash.
      const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
      const directory = join(this.#live, `${createdMs}-${hash}`);
      await mkdir(directory);
      await replaceFile(join(directory, DESCRIPTION_FILE), JSON.stringify(description));
      await syncDirectory(this.#live);
      const log = await FragmentLog.open(directory, this.#report);
      const stream = new Stream(this.#system.clock, directory, log, description);
      this.#streams.set(name, stream);
      return stream;
    } finally {
      this.#creating.delete(name);
    }
  }

  /** At once unreadable; its sessions end; its files go. @throws KvsError when somebody else was first. */
  async delete(stream: Stream): Promise<void> {
    if (this.#streams.get(stream.description.name) !== stream) throw notFound();
    this.#streams.delete(stream.description.name);
    stream.markDeleted();
    await stream.close();
    const trashed = join(this.#trash, `${stream.description.createdMs}-${this.#system.random.uuid()}`);
    await rename(stream.directory, trashed);
    await syncDirectory(this.#live);
    await rm(trashed, { recursive: true, force: true });
  }

  /** A new version, as every update gives a stream: 20 letters and digits (observed). */
  newVersion(): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    return [...this.#system.random.bytes(20)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
  }

  async close(): Promise<void> {
    for (const stream of this.#streams.values()) await stream.close();
  }

  get #live(): string {
    return join(this.#root, 'streams');
  }

  get #trash(): string {
    return join(this.#root, 'deleted');
  }

  async #load(directory: string): Promise<void> {
    let content: string;
    try {
      content = await readFile(join(directory, DESCRIPTION_FILE), 'utf8');
    } catch (error) {
      // CreateStream had not answered yet: nobody knows of this stream.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await rm(directory, { recursive: true });
      return;
    }
    const description = streamDescription.parse(JSON.parse(content));
    this.#lastCreatedMs = Math.max(this.#lastCreatedMs, description.createdMs);
    const log = await FragmentLog.open(directory, this.#report);
    this.#streams.set(description.name, new Stream(this.#system.clock, directory, log, description));
  }
}

/** The text that moto answers; the same for a stream that is not there and one of another creation (assumed). */
const notFound = (): KvsError =>
  new KvsError('ResourceNotFoundException', 'The requested stream is not found or not active.');
