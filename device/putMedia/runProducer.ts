import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { CredentialProvider } from '../credentials/CredentialProvider.ts';
import type { FragmentEvents } from '../events/FragmentEvents.ts';
import { Fragmenter } from '../media/Fragmenter.ts';
import type { FragmentLimits } from '../media/FragmentLimits.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';
import type { Source } from '../media/Source.ts';
import { DiskSpool } from '../spool/DiskSpool.ts';
import { diskFiles } from '../spool/diskFiles.ts';
import type { FragmentStore } from '../spool/FragmentStore.ts';
import { MemoryStore } from '../spool/MemoryStore.ts';
import { type EventSpan, PreRoll } from '../spool/PreRoll.ts';
import type { SpoolFiles } from '../spool/SpoolFiles.ts';
import { ControlPlane } from './ControlPlane.ts';
import { documentHeaders } from './documentHeader.ts';
import type { SendOrder } from './Lane.ts';
import type { OnProducerEvent } from './ProducerEvent.ts';
import { DEFAULT_PRODUCER_SETTINGS, type ProducerSettings } from './ProducerSettings.ts';
import type { ProducerSummary } from './ProducerSummary.ts';
import { pumpFragments } from './pumpFragments.ts';
import { Sender } from './Sender.ts';
import type { Credentials } from './signPutMedia.ts';
import { Tally } from './Tally.ts';

/** One source, one stream. */
export interface ProducerOptions {
  /** Read to its end and closed. */
  readonly source: Source;
  readonly streamName: string;
  readonly region: string;
  /** Of the control plane; the data endpoint is asked for there. AWS's own where not given. */
  readonly endpoint?: string;
  /** As the AWS SDK finds them where not given. */
  readonly credentials?: Credentials | CredentialProvider;
  /** Creates the stream where it does not exist. */
  readonly createStream?: { readonly retentionHours: number };
  readonly limits?: Partial<FragmentLimits>;
  readonly settings?: Partial<ProducerSettings>;
  readonly system: System;
  readonly onEvent?: OnProducerEvent;
  /** Keeps fragments in a folder until they are PERSISTED: they outlast the process. In memory where not given. */
  readonly spool?: SpoolFolder;
  /** What goes out first after a time without a connection. Only a live source can be sent live first. */
  readonly order?: SendOrder;
  /** Nothing goes out but what lies around an event; `events` says which fragments have some. */
  readonly eventsOnly?: EventSpan;
  /** What fragments are marked with: an EventInbox, or nothing. */
  readonly events?: FragmentEvents;
  /** Hears of each fragment that goes on its way, in order; may not throw, nor take its time. */
  readonly onRecorded?: (fragment: OutgoingFragment) => void;
  /** Ends the run: the open fragment is completed, sent, and waited for within `finishWithinMs`. */
  readonly signal?: AbortSignal;
}

/** Where fragments wait. */
export interface SpoolFolder {
  /** Made where it does not exist; belongs to one stream and, at a time, to one process. */
  readonly folder: string;
  /** Bytes of fragments that are kept at most; the oldest has to go then. */
  readonly maxBytes: number;
  /** The file system; the machine's own where not given. */
  readonly files?: SpoolFiles;
}

/**
 * Sends a source's footage to a stream with PutMedia. Each fragment is kept until the service has stored it, and goes
 * out again after a broken connection: nothing is lost but what `dropped` events report, and a fragment goes out twice
 * only if its PERSISTED had not come. Resolves when the source has ended and its last fragment is PERSISTED, or after
 * `signal` when what could be stored in time is; with a spool the rest waits there for the next run.
 * @throws ArchiverError what the source threw, once all before it is stored; `NotFound` without a stream and without
 *   `createStream`; `AccessDenied`; `Conflict` when another process has the spool; `InvalidInput` and what else waiting
 *   cannot mend.
 */
export async function runProducer(options: ProducerOptions): Promise<ProducerSummary> {
  const { source, system } = options;
  const settings = { ...DEFAULT_PRODUCER_SETTINGS, ...options.settings };
  const tally = new Tally();
  const tell: OnProducerEvent = (event) => {
    tally.count(event);
    options.onEvent?.(event);
  };
  const { store, firstOfRun } = await openStore(options, settings, tell).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  const onEvent: OnProducerEvent = (event) => {
    if (event.kind === 'dropped') store.noteLoss(event);
    tell(event);
  };
  const control = new ControlPlane({
    region: options.region,
    endpoint: options.endpoint,
    credentials: options.credentials,
    system,
  });
  const stop = new AbortController();
  const hardStop = new AbortController();
  const follow = () => stop.abort(options.signal?.reason);
  if (options.signal?.aborted) follow();
  options.signal?.addEventListener('abort', follow, { once: true });
  const stopping = endAfter(stop.signal, hardStop, settings.finishWithinMs, system);
  let pumped: Promise<Error | undefined> = Promise.resolve(undefined);
  let lostAtEnd = 0;
  try {
    const sender = new Sender({
      ...options,
      control,
      store,
      order: source.live ? (options.order ?? 'oldest-first') : 'oldest-first',
      liveFrom: firstOfRun,
      live: source.live,
      settings,
      onEvent,
      signal: hardStop.signal,
    });
    pumped = startPump(options, store, settings, onEvent, stop.signal);
    void pumped.then(() => store.end());
    await sender.run();
    const broken = hardStop.signal.aborted ? undefined : await pumped;
    if (broken !== undefined) throw broken;
  } finally {
    options.signal?.removeEventListener('abort', follow);
    hardStop.abort();
    stop.abort();
    // The pump may be waiting for room, or for a source that never speaks again.
    store.wake();
    await source.close();
    await pumped;
    await stopping;
    control.close();
    const lost = await store.close();
    for (const loss of lost) tell({ kind: 'dropped', ...loss });
    lostAtEnd = lost.length;
  }
  return tally.summary(store.size - lostAtEnd);
}

/** The store, and the first sequence number that this run adds. What an earlier run left is told. */
async function openStore(
  { spool, streamName, system }: ProducerOptions,
  settings: ProducerSettings,
  tell: OnProducerEvent,
): Promise<{ store: FragmentStore; firstOfRun: number }> {
  if (spool === undefined) return { store: new MemoryStore(settings.bufferBytes), firstOfRun: 0 };
  const { folder, maxBytes, files = diskFiles } = spool;
  const store = await DiskSpool.open({
    folder,
    streamName,
    maxBytes,
    overflowBytes: Math.min(maxBytes, settings.bufferBytes),
    files,
    system,
    onTrouble: (trouble, reason) => tell({ kind: 'spool', trouble, reason }),
  });
  for (const loss of store.recoveredLosses) {
    store.noteLoss(loss);
    tell({ kind: 'dropped', ...loss });
  }
  if (store.size > 0) {
    tell({ kind: 'recovered', fragments: store.size, bytes: store.bytes, firstMs: store.oldest?.timecodeMs });
  }
  return { store, firstOfRun: store.firstOfRun };
}

/** Begins to move footage into the store; resolves with what the source broke with. */
async function startPump(
  options: ProducerOptions,
  store: FragmentStore,
  settings: ProducerSettings,
  onEvent: OnProducerEvent,
  signal: AbortSignal,
): Promise<Error | undefined> {
  const { source, system, streamName, limits, events, eventsOnly, onRecorded } = options;
  try {
    const fragmenter = new Fragmenter(source.tracks, {
      ...(limits === undefined ? {} : { limits }),
      holdLast: !source.live,
      overlong: source.live ? 'cut' : 'refuse',
      onEvent: (event) => {
        if (event.kind === 'notice') onEvent(event);
        else onEvent({ kind: 'dropped', timecodeMs: event.firstMs, lastMs: event.lastMs, reason: event.reason });
      },
    });
    await pumpFragments({
      source,
      fragmenter,
      store,
      headerFor: documentHeaders(streamName, system),
      ...(eventsOnly === undefined ? {} : { preRoll: new PreRoll(eventsOnly, settings.bufferBytes) }),
      system,
      onEvent,
      ...(events === undefined ? {} : { events }),
      ...(onRecorded === undefined ? {} : { onRecorded }),
      signal,
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new ArchiverError('Internal', String(error));
  }
}

/** Aborts `hardStop` that long after `stop`. */
async function endAfter(stop: AbortSignal, hardStop: AbortController, ms: number, system: System): Promise<void> {
  if (!stop.aborted) {
    await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  }
  if (hardStop.signal.aborted) return;
  await system.clock.sleep(ms, hardStop.signal).then(
    () => hardStop.abort(),
    () => undefined,
  );
}
