import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { FragmentStore } from '../spool/FragmentStore.ts';
import type { ControlPlane } from './ControlPlane.ts';
import { chooseLane, type Lane, type SendOrder } from './Lane.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';
import type { ProducerSettings } from './ProducerSettings.ts';
import { PutMediaConnection } from './PutMediaConnection.ts';
import { retryDelay } from './retryDelay.ts';
import { runSession } from './runSession.ts';

/** What a sender works with. */
export interface SenderOptions {
  readonly control: ControlPlane;
  readonly streamName: string;
  readonly region: string;
  readonly createStream?: { readonly retentionHours: number };
  readonly store: FragmentStore;
  readonly order: SendOrder;
  /** The first sequence number of this run: what is older is backlog. */
  readonly liveFrom: number;
  /** Whether footage goes on while this cannot send: then rights that were there once are waited for. */
  readonly live: boolean;
  readonly settings: ProducerSettings;
  readonly system: System;
  readonly onEvent: OnProducerEvent;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
}

/** A caller without rights is told so after this many refusals in a row; the first may be an expired token. */
const MOST_DENIALS = 3;
/** An answer that is no list of acknowledgements, so often in a row: something else answers at that address. */
const MOST_CORRUPT = 5;
/** Silence is borne for at most so many times `staleMs`, where shorter patience stored nothing. */
const MOST_PATIENCE = 16;

/** Empties the store into the stream, over as many connections as it takes. */
export class Sender {
  readonly #options: SenderOptions;
  #endpoint: string | undefined;
  #freedBy: 'RECEIVED' | 'PERSISTED' | undefined;
  /** Tries in a row that stored nothing. */
  #fruitless = 0;
  #denials = 0;
  #corrupt = 0;
  #taken = 0;
  /** A slow uplink may need longer for one fragment than silence is borne: it doubles until something comes through. */
  #patience = 1;
  #wasAccepted = false;
  #freshCredentials = false;
  #liveFrom: number;
  #lastLane: Lane['kind'] | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#liveFrom = options.liveFrom;
  }

  /** Resolves when the store has ended and is empty, or on the signal. */
  async run(): Promise<void> {
    const { store, signal } = this.#options;
    const wake = () => store.wake();
    signal.addEventListener('abort', wake, { once: true });
    try {
      await this.#untilReady();
      for (;;) {
        while (store.size === 0 && !store.ended && !signal.aborted) await store.changed();
        if (signal.aborted || store.size === 0) return;
        await this.#session();
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** The stream is looked at (and made) before the first fragment is there: who cannot send should hear it at once. */
  async #untilReady(): Promise<void> {
    while (!this.#options.signal.aborted) {
      try {
        await this.#prepare();
        return;
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  async #session(): Promise<void> {
    const { store, order, settings, system, onEvent, signal } = this.#options;
    try {
      const { endpoint, freedBy } = await this.#prepare();
      const lane = chooseLane(store, order, this.#liveFrom, settings.liveWindowMs, this.#lastLane);
      if (lane.kind === 'live') this.#liveFrom = lane.from;
      const first = store.after(lane.from - 1);
      if (first === undefined) return;
      const connection = await this.#connect(endpoint, first.header.bytes);
      this.#lastLane = lane.kind;
      this.#denials = 0;
      this.#taken = 0;
      this.#wasAccepted = true;
      onEvent({ kind: 'connected', endpoint, lane: lane.kind });
      const headerId = first.header.id;
      const staleMs = settings.staleMs * this.#patience;
      const context = { connection, store, lane, headerId, settings, system, onEvent, freedBy, staleMs, signal };
      const end = await runSession(context);
      if (end.progressed) {
        this.#fruitless = 0;
        this.#corrupt = 0;
      }
      if (end.stale && !end.progressed) this.#patience = Math.min(MOST_PATIENCE, this.#patience * 2);
      if (end.kind === 'renewed' || end.kind === 'finished') this.#patience = Math.max(1, this.#patience / 2);
      if (end.kind !== 'lost') onEvent({ kind: 'ended', end: end.kind });
      if (end.kind !== 'lost' || signal.aborted) return;
      onEvent({ kind: 'disconnected', reason: end.reason, unpersisted: store.size });
      if (store.size > 0) await this.#pause(new ArchiverError('Internal', end.reason));
    } catch (error) {
      await this.#recover(error);
    }
  }

  async #connect(endpoint: string, header: Uint8Array): Promise<PutMediaConnection> {
    const { control, streamName, region, settings, system } = this.#options;
    const credentials = await control.credentials({ fresh: this.#freshCredentials });
    this.#freshCredentials = false;
    const { connectTimeoutMs } = settings;
    return await PutMediaConnection.open({
      endpoint,
      region,
      streamName,
      credentials,
      header,
      connectTimeoutMs,
      system,
    });
  }

  async #prepare(): Promise<{ endpoint: string; freedBy: 'RECEIVED' | 'PERSISTED' }> {
    const { control, streamName } = this.#options;
    this.#freedBy ??= (await this.#describe()).retentionHours === 0 ? 'RECEIVED' : 'PERSISTED';
    this.#endpoint ??= await control.putMediaEndpoint(streamName);
    return { endpoint: this.#endpoint, freedBy: this.#freedBy };
  }

  async #describe(): Promise<{ retentionHours: number }> {
    const { control, streamName, createStream, onEvent } = this.#options;
    try {
      return await control.describeStream(streamName);
    } catch (error) {
      if (!(error instanceof ArchiverError && error.kind === 'NotFound')) throw error;
      if (createStream === undefined) {
        throw new ArchiverError('NotFound', `there is no stream ${streamName}: create it, or allow it to be created`, {
          cause: error,
        });
      }
      const facts = await control.createStream(streamName, createStream.retentionHours);
      onEvent({ kind: 'stream-created', streamName, retentionHours: createStream.retentionHours });
      return facts;
    }
  }

  /** Waits as long as the failure asks for; throws on what waiting cannot mend. */
  async #recover(error: unknown): Promise<void> {
    if (this.#options.signal.aborted) return;
    if (!(error instanceof ArchiverError)) throw error;
    const { settings, createStream } = this.#options;
    switch (error.kind) {
      case 'Conflict':
        this.#taken += 1;
        return await this.#wait(error, this.#taken, settings.connectionTakenMs);
      case 'AccessDenied':
        this.#denials += 1;
        this.#freshCredentials = true;
        // The endpoint may have moved to where this signature is not known (observed: 403 from another's endpoint).
        this.#endpoint = undefined;
        // A camera that was allowed to send goes on recording while somebody mends its rights.
        if (this.#denials >= MOST_DENIALS && !(this.#options.live && this.#wasAccepted)) throw error;
        // At once the first time: a token may just have expired, and the next one is fresh.
        return this.#denials === 1 ? undefined : await this.#pause(error);
      case 'NotFound':
        // The stream went away under us: make it again where that is allowed.
        if (createStream === undefined || this.#freedBy === undefined) throw error;
        this.#freedBy = undefined;
        return await this.#pause(error);
      case 'Corrupt':
        this.#corrupt += 1;
        if (this.#corrupt >= MOST_CORRUPT) throw error;
        return await this.#pause(error);
      default:
        if (!error.retryable) throw error;
        return await this.#pause(error);
    }
  }

  async #pause(error: ArchiverError): Promise<void> {
    this.#fruitless += 1;
    // The endpoint may have moved; it is asked for again, but not at every hiccup (documented: 5 calls a second).
    if (this.#fruitless > 1 || error.kind === 'NotYetAvailable') this.#endpoint = undefined;
    await this.#wait(error, this.#fruitless, this.#options.settings.firstRetryMs);
  }

  async #wait(because: ArchiverError, attempt: number, firstMs: number): Promise<void> {
    const { settings, system, onEvent, signal } = this.#options;
    const ms = retryDelay(attempt, firstMs, settings.longestRetryMs, system.random.fraction());
    onEvent({ kind: 'waiting', ms, because });
    await system.clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
