/** Bytes to lines of UTF-8, bounded: what is longer than `mostBytes` is no line of ours. */
export class LineReader {
  readonly #mostBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The lines that are complete now; `undefined` when one is too long, and nothing further should be read. */
  push(bytes: Uint8Array): string[] | undefined {
    const lines: string[] = [];
    let rest = Buffer.concat([this.#rest, bytes]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (end > this.#mostBytes) return undefined;
      lines.push(rest.subarray(0, end).toString('utf8'));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > this.#mostBytes) return undefined;
    this.#rest = Buffer.from(rest);
    return lines;
  }
}
