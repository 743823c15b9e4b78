import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { ArchiverError } from '../../../core/errors.ts';

/**
 * A file of one JSON document a line, only ever appended to. A line is handed to the operating system before `append`
 * returns, so that it outlives the process, also by `kill -9`; a line that was cut off there is dropped when the file is
 * next read.
 */
export class JsonLines {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  append(document: unknown): void {
    appendFileSync(this.path, `${JSON.stringify(document)}\n`);
  }

  /**
   * Every whole line. A torn tail is cut off the file, so that the next line does not grow onto it.
   * @throws ArchiverError Corrupt for any other line that is not JSON
   */
  read(): unknown[] {
    if (!existsSync(this.path)) return [];
    this.#dropTornTail();
    const lines = readFileSync(this.path, 'utf8').split('\n');
    lines.pop();
    return lines.map((line, index) => this.#parse(line, index + 1));
  }

  #parse(line: string, number: number): unknown {
    try {
      return JSON.parse(line) as unknown;
    } catch (cause) {
      throw new ArchiverError('Corrupt', `${this.path}: line ${number} is not JSON`, { cause });
    }
  }

  /** Puts other content in place of the file's, at once or not at all. */
  replace(documents: readonly unknown[]): void {
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    renameSync(fresh, this.path);
  }

  #dropTornTail(): void {
    const size = statSync(this.path).size;
    if (size === 0) return;
    const file = openSync(this.path, 'r');
    const block = Buffer.alloc(64 * 1024);
    let end = size;
    try {
      while (end > 0) {
        const start = Math.max(0, end - block.length);
        const newline = block.subarray(0, readSync(file, block, 0, end - start, start)).lastIndexOf(10);
        if (newline !== -1) {
          end = start + newline + 1;
          break;
        }
        end = start;
      }
    } finally {
      closeSync(file);
    }
    if (end < size) truncateSync(this.path, end);
  }
}
