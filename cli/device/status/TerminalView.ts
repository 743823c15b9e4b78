import type { System } from '../../../core/system.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { ProducerMeter } from '../../../device/status/ProducerMeter.ts';
import type { Output } from '../../terminal/Output.ts';
import type { DeviceView } from './DeviceView.ts';
import { eventText } from './eventText.ts';
import { repeat } from './repeat.ts';
import { statusText } from './statusText.ts';

const REDRAW_MS = 1_000;
const CLEAR_LINE = '\r\x1b[K';

/** For a terminal: what happens scrolls by above one line that is redrawn every second. */
export class TerminalView implements DeviceView {
  readonly #output: Output;
  readonly #streamName: string;
  readonly #system: System;
  readonly #meter: ProducerMeter;
  readonly #closed = new AbortController();

  constructor(output: Output, streamName: string, system: System) {
    this.#output = output;
    this.#streamName = streamName;
    this.#system = system;
    this.#meter = new ProducerMeter(system.clock);
    repeat(REDRAW_MS, system, this.#closed.signal, () => this.#output.write(`${CLEAR_LINE}${this.#line()}`));
  }

  take(event: ProducerEvent): void {
    this.#meter.take(event);
    const text = eventText(event);
    if (text !== undefined) this.say(text);
  }

  say(text: string): void {
    this.#output.write(`${CLEAR_LINE}${text}\n${this.#line()}`);
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#output.write(CLEAR_LINE);
  }

  #line(): string {
    if (this.#closed.signal.aborted) return '';
    const text = statusText(this.#streamName, this.#meter.read(), this.#system.clock.now());
    // A line that wraps could not be cleared again.
    return text.slice(0, Math.max(0, this.#output.width() - 1));
  }
}
