import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { FragmentStore, PendingFragment } from '../spool/FragmentStore.ts';
import { ackErrorOf } from './acks/ACK_ERRORS.ts';
import type { Ack, ErrorAck, FragmentAck } from './acks/Ack.ts';
import type { Lane } from './Lane.ts';
import type { PlannedEnd } from './PlannedEnd.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';
import type { ProducerSettings } from './ProducerSettings.ts';
import type { PutMediaConnection } from './PutMediaConnection.ts';

/** What a session works with. */
export interface SessionContext {
  readonly connection: PutMediaConnection;
  readonly store: FragmentStore;
  /** Which fragments it carries, and the header that it was opened with. */
  readonly lane: Lane;
  readonly headerId: string;
  readonly settings: ProducerSettings;
  readonly system: System;
  readonly onEvent: OnProducerEvent;
  /** The step at which a fragment may be forgotten: RECEIVED where the stream keeps nothing. */
  readonly freedBy: 'RECEIVED' | 'PERSISTED';
  /** A connection with something unacknowledged on it that stays silent for so long is dead. */
  readonly staleMs: number;
  /** Ends the session at once. */
  readonly signal: AbortSignal;
}

/** How a session ended, and whether any fragment came through. */
export interface SessionEnd {
  readonly kind: PlannedEnd | 'lost';
  readonly progressed: boolean;
  readonly reason: string;
  /** It was given up because the service stayed silent. */
  readonly stale: boolean;
}

/**
 * One connection's life: sends what waits in its lane, in order, beginning at the first fragment that is not yet
 * stored, while acknowledgements free what is stored. Ends as planned (everything sent being acknowledged first), or
 * when it is lost.
 * @throws ArchiverError where the service will take nothing more until somebody changes something.
 */
export async function runSession(context: SessionContext): Promise<SessionEnd> {
  return await new Session(context).run();
}

class Session {
  readonly #context: SessionContext;
  /** Written in this session, not yet freed, by timecode: within a session each is later than the one before. */
  readonly #inFlight = new Map<number, PendingFragment>();
  readonly #startedMs: number;
  readonly #renewAtMs: number;
  #heardMs: number;
  #busyMs: number;
  #bodyEndedMs: number | undefined;
  #progressed = false;
  #over = false;
  #staleReason: string | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { system, settings } = context;
    this.#heardMs = system.clock.now();
    this.#startedMs = this.#heardMs;
    this.#busyMs = this.#heardMs;
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
      this.#context.store.wake();
      connection.destroy();
      watch.abort();
      signal.removeEventListener('abort', onAbort);
      // What the sender met when the connection went is told by the listener's side already.
      await Promise.allSettled([sending, watching]);
      for (const fragment of this.#inFlight.values()) fragment.inFlight = false;
    }
  }

  async #send(): Promise<PlannedEnd | 'over'> {
    const { store, lane, connection, system, onEvent } = this.#context;
    let last: PendingFragment | undefined;
    while (!this.#over) {
      if (system.clock.now() >= this.#renewAtMs) return this.#endBody('renewed');
      const fragment = store.after(last?.sequence ?? lane.from - 1);
      const end = this.#endBefore(fragment, last);
      if (end !== undefined) return this.#endBody(end);
      if (fragment === undefined) {
        await store.changed();
        continue;
      }
      last = fragment;
      const bytes = await this.#bytesOf(fragment);
      if (bytes === undefined) continue;
      if (this.#inFlight.size === 0) this.#heardMs = system.clock.now();
      this.#inFlight.set(fragment.timecodeMs, fragment);
      await connection.write(bytes);
      this.#busyMs = system.clock.now();
      const again = fragment.timesSent > 0;
      fragment.timesSent += 1;
      onEvent({ kind: 'sent', timecodeMs: fragment.timecodeMs, bytes: bytes.length, again });
    }
    return 'over';
  }

  /** Whether the body ends before that fragment, the next one that there is. */
  #endBefore(next: PendingFragment | undefined, last: PendingFragment | undefined): PlannedEnd | undefined {
    const { store, lane, headerId, settings, system } = this.#context;
    const nowMs = system.clock.now();
    if (next === undefined || next.sequence >= lane.before) {
      if (store.ended && next === undefined && (store.oldest?.sequence ?? lane.from) >= lane.from) return 'finished';
      const elsewhere = next !== undefined || (store.oldest?.sequence ?? lane.from) < lane.from;
      if (lane.kind !== 'all' && elsewhere) return 'switched';
      return this.#inFlight.size === 0 && nowMs - this.#busyMs >= settings.restAfterMs ? 'rested' : undefined;
    }
    if (next.header.id !== headerId) return 'switched';
    // Documented: each fragment begins after the last frame of the one before.
    if (last !== undefined && next.timecodeMs <= last.lastMs) return 'switched';
    const newest = store.newest;
    if (newest === undefined || last === undefined) return undefined;
    const isLate = lane.kind === 'live' && newest.timecodeMs - next.timecodeMs > settings.liveWindowMs;
    const isLiveDue = lane.kind === 'backlog' && newest.sequence >= lane.before;
    return isLate || (isLiveDue && nowMs - this.#startedMs >= settings.backlogTurnMs) ? 'switched' : undefined;
  }

  /** Undefined: what was to be sent is not there any more. */
  async #bytesOf(fragment: PendingFragment): Promise<Uint8Array | undefined> {
    const { store, onEvent } = this.#context;
    fragment.inFlight = true;
    try {
      return await store.read(fragment);
    } catch (error) {
      fragment.inFlight = false;
      if (!(error instanceof ArchiverError && error.kind === 'Corrupt')) throw error;
      // Given up for room while it was being read: that was told already.
      if (store.after(fragment.sequence - 1) !== fragment) return undefined;
      await store.remove(fragment);
      const { timecodeMs, lastMs } = fragment;
      onEvent({ kind: 'dropped', timecodeMs, lastMs, reason: error.message });
      return undefined;
    }
  }

  #endBody<End extends PlannedEnd>(end: End): End {
    this.#bodyEndedMs = this.#context.system.clock.now();
    this.#context.connection.finish();
    return end;
  }

  /** Reads acknowledgements until the service ends its answer or refuses something. */
  async #listen(): Promise<SessionEnd | undefined> {
    for await (const ack of this.#context.connection.acks()) {
      this.#heardMs = this.#context.system.clock.now();
      const refusal = await this.#take(ack);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  async #take(ack: Ack): Promise<SessionEnd | undefined> {
    switch (ack.type) {
      case 'IDLE':
        this.#context.onEvent({ kind: 'idle' });
        return undefined;
      case 'ERROR':
        return await this.#refused(ack);
      default:
        await this.#acknowledged(ack);
        return undefined;
    }
  }

  async #acknowledged(ack: FragmentAck): Promise<void> {
    const { store, onEvent, freedBy } = this.#context;
    const { timecodeMs, fragmentNumber } = ack;
    if (ack.type !== 'PERSISTED') {
      onEvent({ kind: ack.type === 'BUFFERING' ? 'buffering' : 'received', timecodeMs, fragmentNumber });
    }
    if (ack.type !== 'PERSISTED' && ack.type !== freedBy) return;
    // Only what went out in this session can be stored: a service that is ahead of us is not believed.
    const fragment = this.#inFlight.get(timecodeMs);
    if (fragment !== undefined) {
      this.#inFlight.delete(timecodeMs);
      this.#progressed = true;
      await store.remove(fragment);
    }
    // One that was told already, or never was ours, counts for nothing.
    if (ack.type !== 'PERSISTED' || (fragment === undefined && freedBy === 'PERSISTED')) return;
    onEvent({
      kind: 'persisted',
      timecodeMs,
      fragmentNumber,
      waiting: store.size,
      waitingBytes: store.bytes,
      oldestMs: store.oldest?.timecodeMs,
    });
  }

  async #refused(ack: ErrorAck): Promise<SessionEnd> {
    const { store, onEvent } = this.#context;
    const error = ackErrorOf(ack.errorId, ack.errorCode);
    onEvent({ kind: 'refused', errorId: ack.errorId, errorCode: error.code, timecodeMs: ack.timecodeMs });
    const reason = `${error.code} (${ack.errorId}): ${error.advice}`;
    if (error.action === 'stop') {
      throw new ArchiverError('InvalidInput', `the service takes no more footage, ${reason}`, {
        details: { errorId: ack.errorId, errorCode: error.code },
      });
    }
    if (error.action === 'drop') {
      const named = ack.timecodeMs === undefined ? undefined : this.#inFlight.get(ack.timecodeMs);
      const meant = named ?? [...this.#inFlight.values()][0];
      if (meant !== undefined) {
        meant.refusals += 1;
        // Where the service does not say which one it means, the oldest gets a second chance.
        if (named !== undefined || meant.refusals > 1) {
          this.#inFlight.delete(meant.timecodeMs);
          await store.remove(meant);
          onEvent({ kind: 'dropped', timecodeMs: meant.timecodeMs, lastMs: meant.lastMs, reason });
        }
      }
    }
    return this.#lost(reason);
  }

  async #endOf(sending: Promise<PlannedEnd | 'over'>): Promise<SessionEnd> {
    this.#over = true;
    this.#context.store.wake();
    const end = await sending;
    if (end === 'over') return this.#lost('the service ended the connection');
    if (this.#inFlight.size > 0) return this.#lost(`${this.#inFlight.size} fragments were not acknowledged`);
    return { kind: end, progressed: this.#progressed, reason: '', stale: false };
  }

  #lost(reason: string): SessionEnd {
    return { kind: 'lost', progressed: this.#progressed, reason, stale: this.#staleReason !== undefined };
  }

  /** Takes a connection down on which something waits for an answer and none comes. */
  async #watchSilence(signal: AbortSignal): Promise<void> {
    const { settings, staleMs, system, connection, store } = this.#context;
    const everyMs = Math.max(1, Math.min(staleMs, settings.finishWithinMs, settings.restAfterMs) / 4);
    while (!signal.aborted) {
      await system.clock.sleep(everyMs, signal).catch(ignoreAbort(signal));
      if (signal.aborted) return;
      const nowMs = system.clock.now();
      const silent = this.#inFlight.size > 0 && nowMs - this.#heardMs >= staleMs;
      // What was written last may still be on its way through a slow uplink: a connection that is heard is not given up.
      const unfinished = nowMs - Math.max(this.#bodyEndedMs ?? nowMs, this.#heardMs) >= settings.finishWithinMs;
      if (!silent && !unfinished) {
        // The sender looks whether it is time to rest.
        store.wake();
        continue;
      }
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
