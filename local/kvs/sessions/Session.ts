import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { MatroskaDocument } from '../../../core/matroska/StoredFragment.ts';
import type { Clock } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import { TokenBucket } from '../limits/TokenBucket.ts';
import { factsOf, playbackFacts } from '../playback/playbackFacts.ts';
import { DamagedFragmentError } from '../storage/FragmentLog.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import type { Stream } from '../streams/Stream.ts';
import { liveFeed } from './feed/liveFeed.ts';
import { onDemandFeed } from './feed/onDemandFeed.ts';
import { replayFeed } from './feed/replayFeed.ts';
import type { FragmentSource, SessionFeed } from './feed/SessionFeed.ts';
import type { SessionTerms } from './SessionTerms.ts';
import { SessionTimeline } from './SessionTimeline.ts';
import type { TimelineEntry } from './TimelineEntry.ts';

/** A session as it is now. */
export interface SessionView {
  readonly entries: readonly TimelineEntry[];
  readonly longestMs: number;
  /** How long that plays which it began with. */
  readonly openingMs: number;
  /** Whether its last fragment is the last one ever. */
  readonly isEnded: boolean;
}

/** The first fragment of a session, which says what it holds. */
export interface SessionSample {
  readonly document: MatroskaDocument;
  readonly playMs: number;
}

/** One streaming session: its fragments as they are added, and its rates. Nothing of it is kept on disk. */
export class Session {
  readonly terms: SessionTerms;
  readonly stream: Stream;
  readonly #clock: Clock;
  readonly #feed: SessionFeed;
  readonly #timeline: SessionTimeline;
  readonly #buckets = new Map<string, TokenBucket>();
  #turn: Promise<unknown> = Promise.resolve();
  #sample: Promise<SessionSample> | undefined;
  #openingMs: number | undefined;

  constructor(terms: SessionTerms, stream: Stream, clock: Clock) {
    this.terms = terms;
    this.stream = stream;
    this.#clock = clock;
    this.#feed = openFeed(terms, stream);
    this.#timeline = new SessionTimeline(terms);
  }

  /** What its playlist holds now. */
  async view(): Promise<SessionView> {
    await this.#advance();
    const { current: entries, longestMs } = this.#timeline;
    return { entries, longestMs, openingMs: this.#openingMs ?? 0, isEnded: this.#feed.isEnded };
  }

  /**
   * One of its fragments, also when it has just left the playlist.
   * @param name its number, or, in DASH, its place in the session (documented: "identified based on their sequence
   *   number in the session")
   * @throws KvsError ResourceNotFoundException
   */
  async entry(name: string): Promise<TimelineEntry> {
    await this.#advance();
    this.#timeline.checkConfigurationChanges();
    const entry =
      this.terms.protocol === 'dash' ? this.#timeline.bySequence(Number(name)) : this.#timeline.byNumber(name);
    if (entry === undefined) throw new KvsError('ResourceNotFoundException', `Fragment ${name} is not in the session.`);
    return entry;
  }

  /** The fragment that it began with, or the oldest that is left of it. @throws KvsError ResourceNotFoundException */
  sample(): Promise<SessionSample> {
    this.#sample ??= this.#readSample().catch((error: unknown) => {
      this.#sample = undefined;
      throw error;
    });
    return this.#sample;
  }

  /**
   * The fragment with which a codec configuration began: playlists name it as long as they hold fragments of it.
   * @throws KvsError ResourceNotFoundException
   */
  async configuration(number: string): Promise<MatroskaDocument> {
    await this.#advance();
    const record = this.stream.find(number);
    if (record === undefined || !this.#timeline.isConfiguredBy(number)) {
      throw new KvsError('ResourceNotFoundException', `Fragment ${number} is not in the session.`);
    }
    return this.read(record);
  }

  async read(record: FragmentRecord): Promise<MatroskaDocument> {
    const { header, cluster } = await this.stream.log.read(record);
    return readDocument(Buffer.concat([header, cluster]));
  }

  /** @throws KvsError ClientLimitExceededException */
  takeRate(action: string, perSecond: number): void {
    const bucket = this.#buckets.get(action) ?? new TokenBucket(this.#clock, perSecond);
    this.#buckets.set(action, bucket);
    if (bucket.take(1)) return;
    throw new KvsError('ClientLimitExceededException', `Limit exceeded on number of requests for ${action} API`);
  }

  async #readSample(): Promise<SessionSample> {
    const record = this.stream.find(this.terms.firstNumber) ?? (await this.view()).entries[0]?.record;
    if (record === undefined) throw noFragments();
    const document = await this.read(record);
    return { document, playMs: playbackFacts(document.tracks, document.frames).playMs };
  }

  #advance(): Promise<void> {
    const advanced = this.#turn.then(async () => {
      if (this.#openingMs === undefined) {
        await this.#add(this.#feed.take(this.terms.openedMs));
        this.#openingMs = this.#timeline.endMs;
      }
      await this.#add(this.#feed.take(this.#clock.now()));
    });
    // Whoever asked sees a failure; the next in turn only waits for the end.
    this.#turn = advanced.catch(() => undefined);
    return advanced;
  }

  /** A fragment that cannot be read any more, and of which nothing was noted, is left out. */
  async #add(records: readonly FragmentRecord[]): Promise<void> {
    for (const record of records) {
      const facts = await factsOf(this.stream.log, record).catch((error: unknown) => {
        if (!(error instanceof DamagedFragmentError)) throw error;
        return undefined;
      });
      if (facts !== undefined) this.#timeline.append(record, facts);
    }
  }
}

/** Observed text. */
export const noFragments = (): KvsError =>
  new KvsError('ResourceNotFoundException', 'No fragments found in the stream for the streaming request.');

/** What gives out the fragments of a session; it need not know yet which is the first. */
export function openFeed(terms: Omit<SessionTerms, 'firstNumber' | 'originMs'>, stream: Stream): SessionFeed {
  const source: FragmentSource = {
    readable: (after) => stream.readable(after),
    newestFirst: () => stream.log.newestFirst(),
  };
  switch (terms.mode) {
    case 'LIVE':
      return liveFeed(terms, source);
    case 'LIVE_REPLAY':
      return replayFeed(terms, source);
    case 'ON_DEMAND':
      return onDemandFeed(terms, source);
  }
}
