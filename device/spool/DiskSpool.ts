import { join } from 'node:path';
import type { Lock } from '../../cloud/system/lock/acquireLock.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { type DiskTrouble, diskTroubleOf } from './diskTrouble.ts';
import type { DocumentHeader, FragmentContent, FragmentStore, Loss, PendingFragment } from './FragmentStore.ts';
import { folderOfSequence, fragmentFileName } from './fragmentFileName.ts';
import { LossLog } from './LossLog.ts';
import { openSpoolFolder } from './openSpoolFolder.ts';
import { PendingList } from './PendingList.ts';
import { recoverSpool } from './recoverSpool.ts';
import type { SpoolFiles } from './SpoolFiles.ts';
import { readRecord, recordHead } from './spoolRecord.ts';

/** A spool in a folder. */
export interface SpoolOptions {
  /** Made where it does not exist; belongs to one stream and, while it is open, to one process. */
  readonly folder: string;
  readonly streamName: string;
  /** Bytes of fragments that are kept at most. */
  readonly maxBytes: number;
  /** Bytes of fragments that are held in memory while the disk takes none. */
  readonly overflowBytes: number;
  readonly files: SpoolFiles;
  readonly system: System;
  /** Hears once when the disk begins to refuse, and once when it takes fragments again. */
  readonly onTrouble?: (trouble: DiskTrouble | 'over', reason: string) => void;
}

/**
 * Fragments in a folder, from before they are sent until they are PERSISTED. Each is a file of its own: written under
 * another name, brought to the disk (fdatasync), and renamed; so a file that bears its name is whole, after `kill -9`
 * and after a power cut. What a removal leaves after a power cut (the folder itself is not synchronised) is sent again.
 *
 * A disk that is full, or takes nothing more, costs nothing at first: up to `overflowBytes` stay in memory, and then the
 * oldest has to go.
 */
export class DiskSpool implements FragmentStore {
  /** What an earlier run left could not be kept. */
  readonly recoveredLosses: readonly Loss[];
  /** The first sequence number of this run. */
  readonly firstOfRun: number;
  readonly #options: SpoolOptions;
  readonly #lock: Lock;
  readonly #losses: LossLog;
  readonly #list = new PendingList();
  /** Bytes of those that the disk did not take. */
  readonly #held = new Map<number, Uint8Array>();
  #heldBytes = 0;
  #nextSequence: number;
  /** Headers by id, with how many fragments need each. */
  readonly #headers = new Map<string, { readonly header: DocumentHeader; fragments: number }>();
  /** Headers that lie in the folder. */
  readonly #headersOnDisk: Set<string>;
  #latestHeader = '';
  #trouble: DiskTrouble | undefined;
  #folderMade = '';

  private constructor(options: SpoolOptions, lock: Lock, recovered: Awaited<ReturnType<typeof recoverSpool>>) {
    this.#options = options;
    this.#lock = lock;
    this.#losses = new LossLog(options.folder, options.files, options.system.clock);
    this.#nextSequence = recovered.nextSequence;
    this.firstOfRun = recovered.nextSequence;
    this.recoveredLosses = recovered.losses;
    this.#headersOnDisk = new Set(recovered.headers.keys());
    for (const fragment of recovered.fragments) this.#append(fragment);
  }

  /** @throws ArchiverError `Conflict` when another process has it; `InvalidInput` when the folder cannot be used. */
  static async open(options: SpoolOptions): Promise<DiskSpool> {
    const { folder, streamName, files, system } = options;
    const lock = await openSpoolFolder(folder, streamName, files, system);
    try {
      return new DiskSpool(options, lock, await recoverSpool(folder, files));
    } catch (cause) {
      await lock.release();
      if (diskTroubleOf(cause) === undefined) throw cause;
      throw new ArchiverError('InvalidInput', `the spool ${folder} cannot be read: ${String(cause)}`, { cause });
    }
  }

  get size(): number {
    return this.#list.size;
  }

  get bytes(): number {
    return this.#list.bytes;
  }

  get ended(): boolean {
    return this.#list.ended;
  }

  get oldest(): PendingFragment | undefined {
    return this.#list.oldest;
  }

  get newest(): PendingFragment | undefined {
    return this.#list.newest;
  }

  /** An empty spool takes one of any size. */
  async add({ timecodeMs, lastMs, header, bytes }: FragmentContent): Promise<boolean> {
    if (this.#list.size > 0 && this.#list.bytes + bytes.length > this.#options.maxBytes) return false;
    const fragment: PendingFragment = {
      sequence: this.#nextSequence,
      timecodeMs,
      lastMs,
      header: this.#headers.get(header.id)?.header ?? header,
      size: bytes.length,
      timesSent: 0,
      refusals: 0,
      inFlight: false,
    };
    this.#latestHeader = header.id;
    try {
      await this.#write(fragment, bytes);
      if (this.#trouble !== undefined) this.#options.onTrouble?.('over', 'the spool takes fragments again');
      this.#trouble = undefined;
    } catch (error) {
      const trouble = diskTroubleOf(error);
      if (trouble === undefined) throw error;
      if (trouble !== this.#trouble) this.#options.onTrouble?.(trouble, String(error));
      this.#trouble = trouble;
      if (this.#list.size > 0 && this.#heldBytes + bytes.length > this.#options.overflowBytes) return false;
      this.#held.set(fragment.sequence, bytes);
      this.#heldBytes += bytes.length;
    }
    this.#nextSequence += 1;
    this.#append(fragment);
    return true;
  }

  async read(fragment: PendingFragment): Promise<Uint8Array> {
    const held = this.#held.get(fragment.sequence);
    if (held !== undefined) return held;
    const path = this.#pathOf(fragment);
    let why = 'its file is gone or damaged';
    try {
      const content = readRecord((await this.#options.files.read(path)) ?? new Uint8Array());
      if (content !== undefined && content.length === fragment.size) return content;
    } catch (error) {
      if (diskTroubleOf(error) === undefined) throw error;
      why = `its file cannot be read: ${String(error)}`;
    }
    throw new ArchiverError('Corrupt', why, { details: { path } });
  }

  async remove(fragment: PendingFragment): Promise<void> {
    if (!this.#list.remove(fragment)) return;
    const held = this.#held.get(fragment.sequence);
    if (held !== undefined) {
      this.#held.delete(fragment.sequence);
      this.#heldBytes -= held.length;
    } else {
      await this.#unlink(this.#pathOf(fragment));
    }
    await this.#releaseHeader(fragment.header.id);
    const folder = folderOfSequence(fragment.sequence);
    const next = this.#list.oldest;
    if (folder === folderOfSequence(this.#nextSequence)) return;
    if (next === undefined || folderOfSequence(next.sequence) > folder) {
      await this.#options.files.removeFolder(join(this.#options.folder, 'fragments', folder));
    }
  }

  async giveUpOldest(): Promise<PendingFragment | undefined> {
    // Where the disk is broken, giving up what lies on it would make no room.
    const isHeld = ({ sequence }: PendingFragment) => this.#held.has(sequence);
    const fragment = this.#list.firstToGiveUp(this.#trouble === 'broken' ? isHeld : undefined);
    if (fragment !== undefined) await this.remove(fragment);
    return fragment;
  }

  after(sequence: number): PendingFragment | undefined {
    return this.#list.after(sequence);
  }

  newestWithin(ms: number): PendingFragment | undefined {
    return this.#list.newestWithin(ms);
  }

  noteLoss(loss: Loss): void {
    this.#losses.note(loss);
  }

  end(): void {
    this.#list.end();
  }

  wake(): void {
    this.#list.wake();
  }

  changed(): Promise<void> {
    return this.#list.changed();
  }

  /** Writes what is held in memory; what the disk does not take is lost, and answered. */
  async close(): Promise<readonly Loss[]> {
    const lost: Loss[] = [];
    try {
      for (const fragment of this.#list.all()) {
        const bytes = this.#held.get(fragment.sequence);
        if (bytes === undefined) continue;
        try {
          await this.#write(fragment, bytes);
        } catch (error) {
          if (diskTroubleOf(error) === undefined) throw error;
          lost.push({ ...fragment, reason: `the spool did not take it: ${String(error)}` });
        }
      }
      for (const loss of lost) this.#losses.note(loss);
      await this.#losses.flush();
    } finally {
      this.#held.clear();
      await this.#lock.release();
    }
    return lost;
  }

  #append(fragment: PendingFragment): void {
    const needed = this.#headers.get(fragment.header.id) ?? { header: fragment.header, fragments: 0 };
    needed.fragments += 1;
    this.#headers.set(fragment.header.id, needed);
    this.#list.add(fragment);
  }

  async #write(fragment: PendingFragment, bytes: Uint8Array): Promise<void> {
    const { files, folder } = this.#options;
    const { header, sequence } = fragment;
    // Before the first that needs it: no fragment without its header, whenever the power goes.
    if (!this.#headersOnDisk.has(header.id)) {
      await this.#writeFile(join(folder, 'headers', `${header.id}.header`), header.bytes);
      this.#headersOnDisk.add(header.id);
    }
    const shard = folderOfSequence(sequence);
    if (shard !== this.#folderMade) await files.makeFolder(join(folder, 'fragments', shard));
    this.#folderMade = shard;
    await this.#writeFile(this.#pathOf(fragment), bytes);
  }

  async #writeFile(path: string, content: Uint8Array): Promise<void> {
    const { files } = this.#options;
    const part = `${path}.part`;
    try {
      await files.write(part, [recordHead(content), content]);
      await files.rename(part, path);
    } catch (error) {
      // Somebody may have taken the folder away: it is made again.
      this.#folderMade = '';
      await this.#unlink(part);
      throw error;
    }
  }

  /** A file that a broken disk does not let go of is sent again by the next run: worse than once, better than never. */
  async #unlink(path: string): Promise<void> {
    await this.#options.files.remove(path).catch((error: unknown) => {
      if (diskTroubleOf(error) === undefined) throw error;
    });
  }

  async #releaseHeader(id: string): Promise<void> {
    const needed = this.#headers.get(id);
    if (needed === undefined) return;
    needed.fragments -= 1;
    // That of the newest fragment will be needed by the next one.
    if (needed.fragments > 0 || this.#latestHeader === id) return;
    this.#headers.delete(id);
    this.#headersOnDisk.delete(id);
    await this.#unlink(join(this.#options.folder, 'headers', `${id}.header`));
  }

  #pathOf({ sequence, timecodeMs, lastMs, size, header }: PendingFragment): string {
    const name = fragmentFileName({ sequence, timecodeMs, lastMs, size, headerId: header.id });
    return join(this.#options.folder, 'fragments', folderOfSequence(sequence), name);
  }
}
