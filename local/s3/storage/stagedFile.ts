import { type FileHandle, open, unlink } from 'node:fs/promises';

/** Small pieces (a chunked body comes in 16 KiB ones) are gathered into writes of this size. */
const WRITE_BYTES = 512 * 1024;

/** A file that is being written in the staging folder; nothing refers to it before it is placed. */
export class StagedFile {
  readonly id: string;
  readonly path: string;
  readonly #handle: FileHandle;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #open = true;
  #placed = false;

  private constructor(id: string, path: string, handle: FileHandle) {
    this.id = id;
    this.path = path;
    this.#handle = handle;
  }

  static async create(id: string, path: string): Promise<StagedFile> {
    return new StagedFile(id, path, await open(path, 'wx'));
  }

  /** Appends `piece`, which the caller does not change afterwards. */
  async write(piece: Uint8Array): Promise<void> {
    this.#gathered.push(piece);
    this.#gatheredBytes += piece.length;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#writeGathered();
  }

  /** Brings everything written to the disk, and closes. */
  async finish(): Promise<void> {
    await this.#writeGathered();
    await this.#handle.datasync();
    this.#open = false;
    await this.#handle.close();
  }

  /** Says that the file has been moved away: `discard` leaves it alone. */
  markPlaced(): void {
    this.#placed = true;
  }

  /** Removes it, unless it was placed. */
  async discard(): Promise<void> {
    if (this.#open) {
      this.#open = false;
      await this.#handle.close();
    }
    if (!this.#placed) await unlink(this.path);
  }

  async #writeGathered(): Promise<void> {
    const pieces = this.#gathered;
    const bytes = this.#gatheredBytes;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    if (bytes === 0) return;
    let rest = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, bytes);
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.write(rest);
      rest = rest.subarray(bytesWritten);
    }
  }
}
