import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { ackErrorOf } from './acks/ACK_ERRORS.ts';
import type { Ack, ErrorAck, FragmentAck } from './acks/Ack.ts';
import type { FragmentBuffer, PendingFragment } from './FragmentBuffer.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';
import type { ProducerSettings } from './ProducerSettings.ts';
import type { PutMediaConnection } from './PutMediaConnection.ts';

/** What a session works with. */
export interface SessionContext {
  readonly connection: PutMediaConnection;
  readonly buffer: FragmentBuffer;
  readonly settings: ProducerSettings;
  readonly system: System;
  readonly onEvent: OnProducerEvent;
  /** The step at which a fragment may be forgotten: RECEIVED where the stream keeps nothing. */
  readonly freedBy: 'RECEIVED' | 'PERSISTED';
  /** Ends the session at once. */
  readonly signal: AbortSignal;
}

/** How a session ended, and whether any fragment came through. */
export interface SessionEnd {
  readonly kind: 'finished' | 'renewed' | 'lost';
  readonly progressed: boolean;
  readonly reason: string;
}

/**
 * One connection's life: sends what waits in the buffer, in order, beginning at the first fragment that is not yet
 * stored, while acknowledgements free what is stored. Ends when all is stored and no more will come, when the
 * connection should be renewed (everything sent being acknowledged first), or when it is lost.
 * @throws ArchiverError where the service will take nothing more until somebody changes something.
 */
export async function runSession(context: SessionContext): Promise<SessionEnd> {
  return await new Session(context).run();
}

class Session {
  readonly #context: SessionContext;
  /** Written in this session, not yet freed. */
  readonly #inFlight = new Set<PendingFragment>();
  readonly #renewAtMs: number;
  #heardMs: number;
  #bodyEndedMs: number | undefined;
  #progressed = false;
  #over = false;
  #staleReason: string | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { system, settings } = context;
    this.#heardMs = system.clock.now();
    this.#renewAtMs = this.#heardMs + settings.renewAfterMs * (1 - system.random.fraction() / 10);
  }

  async run(): Promise<SessionEnd> {
    const { connection, signal } = this.#context;
    const watch = new AbortController();
    const onAbort = () => connection.destroy();
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const watching = this.#watchSilence(watch.signal);
    const sending = this.#send();
    // Looked at when the listener is done; until then a failed write must not count as unhandled.
    sending.catch(() => undefined);
    watching.catch(() => undefined);
    try {
      const refusal = await this.#listen();
      return refusal ?? (await this.#endOf(sending));
    } catch (error) {
      if (error instanceof ArchiverError && !error.retryable) throw error;
      if (this.#bodyEndedMs !== undefined && this.#inFlight.size === 0) return await this.#endOf(sending);
      return this.#lost(this.#staleReason ?? (error instanceof Error ? error.message : String(error)));
    } finally {
      this.#over = true;
      this.#context.buffer.wake();
      connection.destroy();
      watch.abort();
      signal.removeEventListener('abort', onAbort);
      // What the sender met when the connection went is told by the listener's side already.
      await Promise.allSettled([sending, watching]);
    }
  }

  async #send(): Promise<'finished' | 'renewed' | 'over'> {
    const { buffer, connection, system, onEvent } = this.#context;
    let last = -1;
    while (!this.#over) {
      if (system.clock.now() >= this.#renewAtMs) return this.#endBody('renewed');
      const fragment = buffer.after(last);
      if (fragment === undefined) {
        if (buffer.ended) return this.#endBody('finished');
        await buffer.changed();
        continue;
      }
      if (this.#inFlight.size === 0) this.#heardMs = system.clock.now();
      this.#inFlight.add(fragment);
      last = fragment.sequence;
      await connection.write(fragment.bytes);
      const again = fragment.timesSent > 0;
      fragment.timesSent += 1;
      onEvent({ kind: 'sent', timecodeMs: fragment.timecodeMs, bytes: fragment.bytes.length, again });
    }
    return 'over';
  }

  #endBody<End extends 'finished' | 'renewed'>(end: End): End {
    this.#bodyEndedMs = this.#context.system.clock.now();
    this.#context.connection.finish();
    return end;
  }

  /** Reads acknowledgements until the service ends its answer or refuses something. */
  async #listen(): Promise<SessionEnd | undefined> {
    for await (const ack of this.#context.connection.acks()) {
      this.#heardMs = this.#context.system.clock.now();
      const refusal = this.#take(ack);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #take(ack: Ack): SessionEnd | undefined {
    switch (ack.type) {
      case 'IDLE':
        this.#context.onEvent({ kind: 'idle' });
        return undefined;
      case 'ERROR':
        return this.#refused(ack);
      default:
        this.#acknowledged(ack);
        return undefined;
    }
  }

  #acknowledged(ack: FragmentAck): void {
    const { buffer, onEvent, freedBy } = this.#context;
    const { timecodeMs, fragmentNumber } = ack;
    if (ack.type !== 'PERSISTED') {
      onEvent({ kind: ack.type === 'BUFFERING' ? 'buffering' : 'received', timecodeMs, fragmentNumber });
    }
    if (ack.type !== 'PERSISTED' && ack.type !== freedBy) return;
    const fragment = buffer.byTimecode(timecodeMs);
    // Only what went out in this session can be stored: a service that is ahead of us is not believed.
    if (fragment !== undefined && this.#inFlight.delete(fragment)) {
      this.#progressed = true;
      buffer.remove(fragment);
    }
    if (ack.type !== 'PERSISTED') return;
    onEvent({ kind: 'persisted', timecodeMs, fragmentNumber, waiting: buffer.size, waitingBytes: buffer.bytes });
  }

  #refused(ack: ErrorAck): SessionEnd {
    const { buffer, onEvent } = this.#context;
    const error = ackErrorOf(ack.errorId, ack.errorCode);
    onEvent({ kind: 'refused', errorId: ack.errorId, errorCode: error.code, timecodeMs: ack.timecodeMs });
    const reason = `${error.code} (${ack.errorId}): ${error.advice}`;
    if (error.action === 'stop') {
      throw new ArchiverError('InvalidInput', `the service takes no more footage, ${reason}`, {
        details: { errorId: ack.errorId, errorCode: error.code },
      });
    }
    if (error.action === 'drop') {
      const named = ack.timecodeMs === undefined ? undefined : buffer.byTimecode(ack.timecodeMs);
      const meant = named ?? [...this.#inFlight][0];
      if (meant !== undefined) {
        meant.refusals += 1;
        // Where the service does not say which one it means, the oldest gets a second chance.
        if (named !== undefined || meant.refusals > 1) {
          buffer.remove(meant);
          onEvent({ kind: 'dropped', timecodeMs: meant.timecodeMs, lastMs: meant.lastMs, reason });
        }
      }
    }
    return this.#lost(reason);
  }

  async #endOf(sending: Promise<'finished' | 'renewed' | 'over'>): Promise<SessionEnd> {
    this.#over = true;
    this.#context.buffer.wake();
    const end = await sending;
    if (end === 'over') return this.#lost('the service ended the connection');
    if (this.#inFlight.size > 0) return this.#lost(`${this.#inFlight.size} fragments were not acknowledged`);
    return { kind: end, progressed: this.#progressed, reason: '' };
  }

  #lost(reason: string): SessionEnd {
    return { kind: 'lost', progressed: this.#progressed, reason };
  }

  /** Takes a connection down on which something waits for an answer and none comes. */
  async #watchSilence(signal: AbortSignal): Promise<void> {
    const { settings, system, connection } = this.#context;
    const everyMs = Math.max(1, Math.min(settings.staleMs, settings.finishWithinMs) / 4);
    while (!signal.aborted) {
      await system.clock.sleep(everyMs, signal).catch(ignoreAbort(signal));
      if (signal.aborted) return;
      const nowMs = system.clock.now();
      const silent = this.#inFlight.size > 0 && nowMs - this.#heardMs >= settings.staleMs;
      const unfinished = nowMs - (this.#bodyEndedMs ?? nowMs) >= settings.finishWithinMs;
      if (!silent && !unfinished) continue;
      this.#staleReason = `no acknowledgement for ${nowMs - this.#heardMs} ms`;
      connection.destroy();
      return;
    }
  }
}

/** A sleep that was cut short because its session is over is no error; any other is. */
function ignoreAbort(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
