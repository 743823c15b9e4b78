import type { System } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { ProducerMeter } from '../../../device/status/ProducerMeter.ts';
import type { Output } from '../../terminal/Output.ts';
import type { DeviceView } from './DeviceView.ts';
import { eventText } from './eventText.ts';
import { repeat } from './repeat.ts';
import { statusText } from './statusText.ts';

const TEXT_EVERY_MS = 10_000;
const JSON_EVERY_MS = 5_000;

/**
 * For a pipe or a log: plain lines, or JSON lines with `json`: `{"type":"status",...}` every five seconds and at the
 * end, and one for each thing worth telling, `at` being RFC 3339.
 */
export class LinesView implements DeviceView {
  readonly #output: Output;
  readonly #streamName: string;
  readonly #system: System;
  readonly #json: boolean;
  readonly #meter: ProducerMeter;
  readonly #closed = new AbortController();

  constructor(output: Output, streamName: string, system: System, json: boolean) {
    this.#output = output;
    this.#streamName = streamName;
    this.#system = system;
    this.#json = json;
    this.#meter = new ProducerMeter(system.clock);
    repeat(json ? JSON_EVERY_MS : TEXT_EVERY_MS, system, this.#closed.signal, () => this.#status());
  }

  take(event: ProducerEvent): void {
    this.#meter.take(event);
    const text = eventText(event);
    if (text === undefined) return;
    if (!this.#json) {
      this.#output.write(`${text}\n`);
      return;
    }
    const { kind, ...fields } = event;
    const because = event.kind === 'waiting' ? { because: event.because.message, error: event.because.kind } : {};
    this.#line(kind, { ...fields, ...because, text });
  }

  say(text: string): void {
    if (this.#json) this.#line('notice', { text });
    else this.#output.write(`${text}\n`);
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    if (this.#json) this.#status();
  }

  #status(): void {
    const status = this.#meter.read();
    if (this.#json) this.#line('status', { ...status });
    else this.#output.write(`${statusText(this.#streamName, status, this.#system.clock.now())}\n`);
  }

  #line(type: string, fields: Readonly<Record<string, unknown>>): void {
    const at = formatTime(this.#system.clock.now());
    this.#output.write(`${JSON.stringify({ type, at, streamName: this.#streamName, ...fields })}\n`);
  }
}
