import type { Clock } from '../../core/system.ts';
import type { ProducerEvent } from '../putMedia/ProducerEvent.ts';
import type { ProducerStatus } from './ProducerStatus.ts';

const LATENCIES = 256;
const RATE_WINDOW_MS = 10_000;

/** Makes a producer's state out of its events: `onEvent: (event) => meter.take(event)`, and `read()` at any time. */
export class ProducerMeter {
  readonly #clock: Clock;
  /** When each fragment that is in flight was written out, by timecode. */
  readonly #sentMs = new Map<number, number>();
  readonly #latencies: number[] = [];
  #nextLatency = 0;
  /** What went out lately: when, and how many bytes. */
  #sent: { readonly atMs: number; readonly bytes: number }[] = [];
  #state: ProducerStatus['state'] = 'connecting';
  #sinceMs: number;
  #lane: ProducerStatus['lane'];
  #because: string | undefined;
  #waiting: ProducerStatus['waiting'] = { fragments: 0, bytes: 0 };
  #persisted = 0;
  #dropped = 0;
  #sentAgain = 0;
  #connections = 0;
  #recordedMs: number | undefined;
  #persistedMs: number | undefined;
  #trouble: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.now();
  }

  take(event: ProducerEvent): void {
    switch (event.kind) {
      case 'recovered':
        this.#waiting = waitingOf(event.fragments, event.bytes, event.firstMs);
        break;
      case 'connected':
        this.#connections += 1;
        this.#lane = event.lane;
        this.#sentMs.clear();
        this.#turn('sending');
        break;
      case 'kept':
        this.#recordedMs = event.timecodeMs;
        this.#waiting = waitingOf(event.waiting, event.waitingBytes, event.oldestMs);
        break;
      case 'sent':
        if (event.again) this.#sentAgain += 1;
        this.#noteSent(event.timecodeMs, event.bytes);
        break;
      case 'persisted':
        this.#persisted += 1;
        this.#persistedMs = Math.max(this.#persistedMs ?? event.timecodeMs, event.timecodeMs);
        this.#waiting = waitingOf(event.waiting, event.waitingBytes, event.oldestMs);
        this.#noteLatency(event.timecodeMs);
        break;
      case 'dropped':
        this.#dropped += 1;
        this.#sentMs.delete(event.timecodeMs);
        break;
      case 'ended':
        this.#sentMs.clear();
        this.#turn(event.end === 'rested' || event.end === 'finished' ? 'resting' : 'connecting');
        break;
      case 'disconnected':
        this.#sentMs.clear();
        this.#turn('connecting', event.reason);
        break;
      case 'waiting':
        this.#turn('waiting', event.because.message);
        break;
      case 'spool':
        this.#trouble = event.trouble === 'over' ? undefined : `${event.trouble}: ${event.reason}`;
        break;
      default:
    }
  }

  read(): ProducerStatus {
    const ackMs = quantiles(this.#latencies);
    const optional = {
      lane: this.#state === 'sending' ? this.#lane : undefined,
      because: this.#because,
      ackMs,
      recordedMs: this.#recordedMs,
      persistedMs: this.#persistedMs,
      trouble: this.#trouble,
    };
    return {
      state: this.#state,
      sinceMs: this.#sinceMs,
      inFlight: this.#sentMs.size,
      waiting: this.#waiting,
      bitsPerSecond: this.#bitsPerSecond(),
      persisted: this.#persisted,
      dropped: this.#dropped,
      sentAgain: this.#sentAgain,
      connections: this.#connections,
      ...definedOf(optional),
    };
  }

  #turn(state: ProducerStatus['state'], because?: string): void {
    this.#because = because;
    if (state === this.#state) return;
    this.#state = state;
    this.#sinceMs = this.#clock.now();
  }

  #noteSent(timecodeMs: number, bytes: number): void {
    const atMs = this.#clock.now();
    this.#sentMs.set(timecodeMs, atMs);
    this.#sent.push({ atMs, bytes });
    if (this.#sent.length > 2 * LATENCIES) this.#forgetOld(atMs);
  }

  #noteLatency(timecodeMs: number): void {
    const sentMs = this.#sentMs.get(timecodeMs);
    if (sentMs === undefined) return;
    this.#sentMs.delete(timecodeMs);
    this.#latencies[this.#nextLatency] = this.#clock.now() - sentMs;
    this.#nextLatency = (this.#nextLatency + 1) % LATENCIES;
  }

  #bitsPerSecond(): number {
    this.#forgetOld(this.#clock.now());
    const bytes = this.#sent.reduce((sum, each) => sum + each.bytes, 0);
    return Math.round((bytes * 8_000) / RATE_WINDOW_MS);
  }

  #forgetOld(nowMs: number): void {
    this.#sent = this.#sent.filter(({ atMs }) => nowMs - atMs < RATE_WINDOW_MS);
  }
}

function waitingOf(fragments: number, bytes: number, oldestMs: number | undefined): ProducerStatus['waiting'] {
  return oldestMs === undefined || fragments === 0 ? { fragments, bytes } : { fragments, bytes, oldestMs };
}

function quantiles(latencies: readonly number[]): ProducerStatus['ackMs'] {
  if (latencies.length === 0) return undefined;
  const sorted = [...latencies].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function definedOf<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
