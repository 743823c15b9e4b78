import { fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import type { CutEvent, CutFailure, FragmentCut, HeaderCut } from '../../../core/matroska/CutEvent.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { TokenBucket } from '../limits/TokenBucket.ts';
import type { Call } from '../operations/Operation.ts';
import { Pacer } from '../playback/Pacer.ts';
import { playbackFacts } from '../playback/playbackFacts.ts';
import { composeFragmentNumber } from '../storage/fragmentNumbers.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import type { Stream } from '../streams/Stream.ts';
import { type AckError, Acknowledgements, type AckSubject } from './Acknowledgements.ts';
import { checkFragment, type FrameSpan, frameSpan, hasKnownSize } from './checkFragment.ts';
import { listableFromMs } from './listableFromMs.ts';
import type { PutMediaHeaders } from './putMediaHeaders.ts';
import { SessionInput } from './SessionInput.ts';

/** The last moment of the year 9999: no camera's clock is right beyond it. */
const LAST_PRODUCER_MS = 253_402_300_799_999;
/** Documented: service quotas, PutMedia. */
const AWS_FRAGMENTS_PER_SECOND = 5;
const AWS_BYTES_PER_SECOND = 12_500_000;

const FAILURES: Readonly<Record<CutFailure, AckError>> = {
  InvalidMatroska: 'INVALID_MKV_DATA',
  HeaderTooLarge: 'INVALID_MKV_DATA',
  FragmentTooLarge: 'MAX_FRAGMENT_SIZE_REACHED',
};

/** A fragment that has begun to come in. */
interface OpenFragment extends AckSubject {
  readonly producerMs: number;
  readonly serverMs: number;
}

/** Ends the session with an error acknowledgement. */
class SessionFailure {
  readonly code: AckError;
  readonly subject: AckSubject | undefined;
  constructor(code: AckError, subject?: AckSubject) {
    this.code = code;
    this.subject = subject;
  }
}

/** One PutMedia connection: cuts the body, numbers, checks, stores and acknowledges each fragment in turn. */
export class IngestSession {
  readonly #call: Call;
  readonly #stream: Stream;
  readonly #headers: PutMediaHeaders;
  readonly #acks: Acknowledgements;
  readonly #cutter: FragmentCutter;
  readonly #pace: Pacer;
  readonly #rate: TokenBucket | undefined;
  #counter: { next: number; readonly end: number } | undefined;
  #header: HeaderCut | undefined;
  #open: OpenFragment | undefined;
  #previous: FrameSpan | undefined;
  #stored = 0;

  constructor(call: Call, stream: Stream, headers: PutMediaHeaders) {
    const { system } = call.context;
    const settings = call.context.settings();
    const isAws = settings.quotas === 'aws';
    this.#call = call;
    this.#stream = stream;
    this.#headers = headers;
    this.#acks = new Acknowledgements(call.response);
    this.#cutter = new FragmentCutter({ maxFragmentBytes: settings.maxFragmentBytes });
    this.#pace = new Pacer(system.clock, isAws ? AWS_BYTES_PER_SECOND : 0);
    this.#rate = isAws ? new TokenBucket(system.clock, AWS_FRAGMENTS_PER_SECOND) : undefined;
  }

  /** Runs until the body ends, is cut, falls silent or fails; acknowledgements are written meanwhile. */
  async run(): Promise<void> {
    const { closing } = this.#call.context;
    const input = new SessionInput(this.#call.request, this.#call.context.system.clock);
    const wake = (): void => input.wake();
    this.#stream.deleted.addEventListener('abort', wake);
    closing.addEventListener('abort', wake);
    try {
      await this.#receive(input);
    } catch (error) {
      if (error instanceof SessionFailure) {
        await this.#acks.error(error.code, error.subject ?? this.#open);
      } else {
        this.#call.context.reportFailure(`PutMedia to ${this.#stream.description.name}`, error);
        await this.#acks.error('INTERNAL_ERROR', this.#open);
      }
    } finally {
      this.#stream.deleted.removeEventListener('abort', wake);
      closing.removeEventListener('abort', wake);
      input.close();
    }
  }

  async #receive(input: SessionInput): Promise<void> {
    const { system, settings, closing } = this.#call.context;
    const beganMs = system.clock.now();
    let lastByteMs = beganMs;
    for (;;) {
      const { idleAckIntervalMs, idleTimeoutMs, maxConnectionMs } = settings();
      const event = await input.next(Math.min(idleAckIntervalMs, idleTimeoutMs, maxConnectionMs));
      const now = system.clock.now();
      if (this.#stream.deleted.aborted) throw new SessionFailure('STREAM_NOT_ACTIVE');
      if (closing.aborted) return;
      if (event.kind === 'bytes') {
        lastByteMs = now;
        await this.#take(this.#cutter.push(event.bytes));
        await this.#pace.pass(event.bytes.length);
      } else if (event.kind === 'ended') {
        return this.#take(this.#cutter.end());
      } else if (event.kind === 'cut') {
        return this.#keepWhatIsWhole();
      } else if (now - lastByteMs >= idleTimeoutMs) {
        return this.#keepWhatIsWhole();
      } else if (now - lastByteMs >= idleAckIntervalMs) {
        await this.#acks.idle();
      }
      if (now - beganMs >= maxConnectionMs) throw new SessionFailure('MAX_CONNECTION_DURATION_REACHED');
    }
  }

  /** Without a proper end, a last fragment counts only when its own size says that it is complete. */
  async #keepWhatIsWhole(): Promise<void> {
    const last = this.#cutter.end().find((event) => event.kind === 'fragment');
    if (last !== undefined && hasKnownSize(last.bytes)) await this.#complete(last);
  }

  async #take(events: readonly CutEvent[]): Promise<void> {
    for (const event of events) {
      if (event.kind === 'tracks') this.#begin(event);
      else if (event.kind === 'cluster') await this.#buffer(event.timecodeMs);
      else if (event.kind === 'fragment') await this.#complete(event);
      else if (event.kind === 'truncated') throw new SessionFailure('INVALID_MKV_DATA');
      else throw new SessionFailure(FAILURES[event.reason]);
    }
  }

  #begin(header: HeaderCut): void {
    // Documented: a second Segment results in an error acknowledgement.
    if (this.#header !== undefined || header.tracks.length === 0) throw new SessionFailure('INVALID_MKV_DATA');
    if (header.tracks.length > this.#call.context.settings().maxTracks) {
      throw new SessionFailure('MORE_THAN_ALLOWED_TRACKS_FOUND');
    }
    this.#header = header;
  }

  async #buffer(timecodeMs: number): Promise<void> {
    const { clock, random } = this.#call.context.system;
    while (this.#rate?.take(1) === false) await clock.sleep(20);
    if (this.#stream.deleted.aborted) throw new SessionFailure('STREAM_NOT_ACTIVE');
    const footageMs = (this.#headers.timecodeType === 'RELATIVE' ? this.#headers.producerStartMs : 0) + timecodeMs;
    if (footageMs < 0 || footageMs > LAST_PRODUCER_MS) {
      throw new SessionFailure('INVALID_PRODUCER_TIMESTAMP', { timecodeMs, number: '' });
    }
    const now = clock.now();
    const number = composeFragmentNumber(await this.#nextCounter(), now, Math.floor(random.fraction() * 2 ** 28));
    this.#open = { timecodeMs, number, producerMs: footageMs, serverMs: now };
    await this.#acks.send('BUFFERING', this.#open);
  }

  async #nextCounter(): Promise<number> {
    if (this.#counter === undefined || this.#counter.next === this.#counter.end) {
      // The jump between sessions is observed, its size assumed.
      const jump = 1 + Math.floor(this.#call.context.system.random.fraction() * 1000);
      const { first, end } = await this.#onDisk(() => this.#stream.reserveCounters(jump));
      this.#counter = { next: first, end };
    }
    return this.#counter.next++;
  }

  async #complete(fragment: FragmentCut): Promise<void> {
    const { settings, onFragmentPersisted, delivery } = this.#call.context;
    const open = this.#open;
    const header = this.#header;
    if (open === undefined || header === undefined) throw new SessionFailure('INVALID_MKV_DATA');
    const wrong = checkFragment(fragment, header.tracks, this.#previous, settings());
    if (wrong !== undefined) throw new SessionFailure(wrong);
    const span = frameSpan(fragment);
    await this.#acks.send('RECEIVED', open);
    const record = await this.#store(header, fragment, open, span === undefined ? 0 : span.lastMs - span.firstMs);
    this.#previous = span;
    this.#open = undefined;
    this.#stream.announcePersisted();
    // Documented: PERSISTED comes only where the stream keeps data.
    if (this.#stream.description.retentionHours > 0) await this.#acks.send('PERSISTED', open);
    const { name, arn } = this.#stream.description;
    onFragmentPersisted({
      streamName: name,
      streamArn: arn,
      fragmentNumber: record.number,
      producerMs: record.producerMs,
      serverMs: record.serverMs,
      lengthMs: record.lengthMs,
      bytes: record.bytes,
      tags: fragment.tags,
    });
    delivery.fragmentPersisted(this.#stream, record, fragment.tags, this.#call.request);
  }

  async #store(header: HeaderCut, cut: FragmentCut, open: OpenFragment, lengthMs: number): Promise<FragmentRecord> {
    const { settings, system } = this.#call.context;
    const { listingLagMs, segmentMaxBytes, segmentMaxMs } = settings();
    const headerBytes = this.#stored === 0 ? header.firstHeaderBytes : header.headerBytes;
    const listed = {
      number: fragmentNumber(open.number),
      producerMs: producerMs(open.producerMs),
      serverMs: serverMs(open.serverMs),
      lengthMs: Math.round(lengthMs),
      bytes: headerBytes.length + cut.bytes.length,
    };
    const record = await this.#onDisk(() =>
      this.#stream.log.append(
        { header: headerBytes, cluster: cut.bytes },
        {
          ...listed,
          ...playbackFacts(header.tracks, cut.frames),
          listableFromMs: listableFromMs(listed, listingLagMs, system),
        },
        { maxBytes: segmentMaxBytes, maxMs: segmentMaxMs },
      ),
    );
    this.#stored++;
    return record;
  }

  /** What goes wrong on disk is 5001, unless the stream has been deleted under it. */
  async #onDisk<Result>(write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      if (this.#stream.deleted.aborted) throw new SessionFailure('STREAM_NOT_ACTIVE');
      this.#call.context.reportFailure(`storing a fragment of ${this.#stream.description.name}`, error);
      throw new SessionFailure('ARCHIVAL_ERROR');
    }
  }
}
