import type { System } from '../../core/system.ts';
import { formatSpan } from '../../core/time/formatTime.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { formatTable } from '../terminal/formatTable.ts';
import type { Output } from '../terminal/Output.ts';
import type { LiveBoard } from './LiveBoard.ts';
import type { LiveLine, LiveView } from './LiveView.ts';

const REDRAW_MS = 500;
const MOST_STREAMS = 20;
const CLEAR_BELOW = '\x1b[0J';

/** For a terminal: lines scroll by above a table that is redrawn at most twice a second. */
export class TableView implements LiveView {
  readonly #output: Output;
  readonly #board: LiveBoard;
  readonly #system: System;
  readonly #closed = new AbortController();
  #drawnLines = 0;

  constructor(output: Output, board: LiveBoard, system: System) {
    this.#output = output;
    this.#board = board;
    this.#system = system;
    void this.#redrawForEver();
  }

  say(line: LiveLine): void {
    this.#output.write(`${this.#erase()}${line.text}\n${this.#draw()}`);
  }

  /** The table is redrawn by the clock: lags grow while nothing happens. */
  changed(): void {
    return;
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#output.write(this.#erase());
  }

  async #redrawForEver(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const waited = await this.#system.clock.sleep(REDRAW_MS, this.#closed.signal).then(
        () => true,
        () => false, // Closed.
      );
      if (waited) this.#output.write(`${this.#erase()}${this.#draw()}`);
    }
  }

  #erase(): string {
    const lines = this.#drawnLines;
    this.#drawnLines = 0;
    return lines === 0 ? '' : `\x1b[${lines}A\r${CLEAR_BELOW}`;
  }

  #draw(): string {
    if (this.#closed.signal.aborted) return '';
    const lines = boardLines(this.#board, this.#system.clock.now(), this.#output.width());
    this.#drawnLines = lines.length;
    return lines.map((line) => `${line}\n`).join('');
  }
}

/** The table, no line wider than the terminal: a line that wraps would leave rests behind. */
export function boardLines(board: LiveBoard, now: number, width: number): string[] {
  const shown = board.streams.slice(0, MOST_STREAMS);
  if (shown.length === 0) return [];
  const rows = shown.map((stream) => [
    stream.streamName,
    `${stream.fragments} (${formatBytes(stream.fragmentBytes)})`,
    `${stream.clips} (${formatBytes(stream.clipBytes)})`,
    stream.watermarkMs === undefined
      ? '-'
      : formatSpan(Math.max(0, Math.round((now - stream.watermarkMs) / 1000) * 1000)),
  ]);
  const lines = ['', ...formatTable([['STREAM', 'FRAGMENTS IN', 'CLIPS ARCHIVED', 'WATERMARK LAG'], ...rows])];
  const more = board.streams.length - shown.length;
  if (more > 0) lines.push(`... and ${more} more`);
  return lines.map((line) => line.slice(0, Math.max(1, width - 1)));
}
