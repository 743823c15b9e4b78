import { formatBytes } from '../terminal/formatBytes.ts';
import type { Output } from '../terminal/Output.ts';

const BAR = 24;

/** How far it is: a bar on a terminal, in a pipe a line for each tenth, nothing with `--json`. */
export class ProgressLine {
  readonly #output: Output;
  readonly #isQuiet: boolean;
  #last = '';

  constructor(output: Output, isQuiet: boolean) {
    this.#output = output;
    this.#isQuiet = isQuiet;
  }

  /** @param share of 1 */
  show(what: string, share: number, bytes?: number): void {
    if (this.#isQuiet) return;
    const percent = Math.min(100, Math.floor(share * 100));
    const size = bytes === undefined ? '' : `  ${formatBytes(bytes)}`;
    if (this.#output.isTerminal) {
      const full = Math.round((percent / 100) * BAR);
      const line = `${what}  [${'='.repeat(full)}${' '.repeat(BAR - full)}] ${percent} %${size}`;
      if (line === this.#last) return;
      this.#output.write(`\r\x1b[K${line.slice(0, this.#output.width() - 1)}`);
      this.#last = line;
      return;
    }
    const line = `${what} ${Math.floor(percent / 10) * 10} %\n`;
    if (line !== this.#last) this.#output.write(line);
    this.#last = line;
  }

  /** Leaves the terminal's line. */
  end(): void {
    if (this.#output.isTerminal && this.#last !== '') this.#output.write('\r\x1b[K');
  }
}
