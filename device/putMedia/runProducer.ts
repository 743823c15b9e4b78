import { ArchiverError } from '../../core/errors.ts';
import { writeHeader } from '../../core/matroska/write/writeHeader.ts';
import type { System } from '../../core/system.ts';
import type { CredentialProvider } from '../credentials/CredentialProvider.ts';
import type { FragmentEvents } from '../events/FragmentEvents.ts';
import { Fragmenter } from '../media/Fragmenter.ts';
import type { FragmentLimits } from '../media/FragmentLimits.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';
import type { Source } from '../media/Source.ts';
import { ControlPlane } from './ControlPlane.ts';
import { FragmentBuffer } from './FragmentBuffer.ts';
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
  /** What fragments are marked with: an EventInbox, or nothing. */
  readonly events?: FragmentEvents;
  /** Hears of each fragment that goes on its way, in order; may not throw, nor take its time. */
  readonly onRecorded?: (fragment: OutgoingFragment) => void;
  /** Ends the run: the open fragment is completed, sent, and waited for within `finishWithinMs`. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a source's footage to a stream with PutMedia. Each fragment is kept until the service has stored it, and goes
 * out again after a broken connection: nothing is lost but what `dropped` events report, and a fragment goes out twice
 * only if its PERSISTED had not come. Resolves when the source has ended and its last fragment is PERSISTED, or after
 * `signal` when what could be stored in time is.
 * @throws ArchiverError what the source threw, once all before it is stored; `NotFound` without a stream and without
 *   `createStream`; `AccessDenied`; `InvalidInput` and what else waiting cannot mend.
 */
export async function runProducer(options: ProducerOptions): Promise<ProducerSummary> {
  const { source, system } = options;
  const settings = { ...DEFAULT_PRODUCER_SETTINGS, ...options.settings };
  const tally = new Tally();
  const onEvent: OnProducerEvent = (event) => {
    tally.count(event);
    options.onEvent?.(event);
  };
  const control = new ControlPlane({
    region: options.region,
    endpoint: options.endpoint,
    credentials: options.credentials,
    system,
  });
  const buffer = new FragmentBuffer(settings.bufferBytes);
  const stop = new AbortController();
  const hardStop = new AbortController();
  const follow = () => stop.abort(options.signal?.reason);
  if (options.signal?.aborted) follow();
  options.signal?.addEventListener('abort', follow, { once: true });
  const stopping = endAfter(stop.signal, hardStop, settings.finishWithinMs, system);
  let pumped: Promise<Error | undefined> = Promise.resolve(undefined);
  try {
    const fragmenter = new Fragmenter(source.tracks, {
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      holdLast: !source.live,
    });
    const header = writeHeader({
      tracks: source.tracks,
      segmentUid: system.random.bytes(16),
      title: options.streamName,
    });
    const sender = new Sender({ ...options, control, buffer, header, settings, onEvent, signal: hardStop.signal });
    const { events, onRecorded } = options;
    pumped = pumpFragments({
      source,
      fragmenter,
      buffer,
      system,
      onEvent,
      ...(events === undefined ? {} : { events }),
      ...(onRecorded === undefined ? {} : { onRecorded }),
      signal: stop.signal,
    }).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new ArchiverError('Internal', String(error))),
    );
    void pumped.then(() => buffer.end());
    await sender.run();
    const broken = hardStop.signal.aborted ? undefined : await pumped;
    if (broken !== undefined) throw broken;
    return tally.summary(buffer.size);
  } finally {
    options.signal?.removeEventListener('abort', follow);
    hardStop.abort();
    stop.abort();
    // The pump may be waiting for room, or for a source that never speaks again.
    buffer.wake();
    await source.close();
    await pumped;
    await stopping;
    control.close();
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
