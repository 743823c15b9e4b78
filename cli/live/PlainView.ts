import type { System } from '../../core/system.ts';
import { formatSpan } from '../../core/time/formatTime.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { formatClock } from '../terminal/formatClock.ts';
import type { Output } from '../terminal/Output.ts';
import { plural } from '../terminal/plural.ts';
import type { LiveBoard } from './LiveBoard.ts';
import type { LiveLine, LiveView } from './LiveView.ts';

const BATCH_MS = 5_000;

/** For a pipe or a log: plain lines, what came in gathered over a few seconds; with `json`, JSON lines. */
export class PlainView implements LiveView {
  readonly #output: Output;
  readonly #board: LiveBoard;
  readonly #system: System;
  readonly #json: boolean;
  readonly #told = new Map<string, number>();
  readonly #closed = new AbortController();
  #batch: Promise<void> | undefined;

  constructor(output: Output, board: LiveBoard, system: System, json: boolean) {
    this.#output = output;
    this.#board = board;
    this.#system = system;
    this.#json = json;
  }

  say(line: LiveLine): void {
    const { type, text, data } = line;
    if (this.#json) this.#output.write(`${JSON.stringify({ type, ...(data ?? { text }) })}\n`);
    else this.#output.write(`${text}\n`);
  }

  changed(): void {
    this.#batch ??= this.#system.clock.sleep(BATCH_MS, this.#closed.signal).then(
      () => this.#tellBatch(),
      () => undefined, // Closed.
    );
  }

  close(): void {
    this.#closed.abort();
  }

  #tellBatch(): void {
    this.#batch = undefined;
    const now = this.#system.clock.now();
    for (const { streamName, fragments, fragmentBytes, watermarkMs } of this.#board.streams) {
      const fresh = fragments - (this.#told.get(streamName) ?? 0);
      if (fresh === 0) continue;
      this.#told.set(streamName, fragments);
      const lagMs = watermarkMs === undefined ? undefined : Math.max(0, Math.round(now - watermarkMs));
      const lag = lagMs === undefined ? '' : `; watermark lag ${formatSpan(Math.round(lagMs / 1000) * 1000)}`;
      const total = `${fragments} so far, ${formatBytes(fragmentBytes)}`;
      this.say({
        type: 'fragments',
        text: `${formatClock(now)}  ${streamName}  ${plural(fresh, 'fragment')} in (${total})${lag}`,
        data: { streamName, fragments: fresh, total: fragments, totalBytes: fragmentBytes, lagMs },
      });
    }
  }
}
