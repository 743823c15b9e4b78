import { KvsError } from '../kvsError.ts';
import type { PlaybackFacts } from '../playback/playbackFacts.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import { startOf } from './feed/SessionFeed.ts';
import type { SessionTerms } from './SessionTerms.ts';
import type { TimelineEntry } from './TimelineEntry.ts';

/** Documented: ON_DISCONTINUITY marks a gap or overlap of more than 50 milliseconds. */
const TOLERATED_GAP_MS = 50;
/** Documented: changes of codec private data in one session. */
const MAX_CONFIGURATION_CHANGES = 500;
/** What has left the playlist stays to be fetched as long again, and a little longer (RFC 8216, 6.2.2). */
const SPARE_ENTRIES = 32;

/** A session's fragments, numbered and placed: those that its playlist holds, and those that have just left it. */
export class SessionTimeline {
  readonly #terms: Pick<SessionTerms, 'mode' | 'clock' | 'maxFragments' | 'discontinuityMode'>;
  #entries: TimelineEntry[] = [];
  #last: TimelineEntry | undefined;
  #longestMs = 0;
  #changes = 0;

  constructor(terms: Pick<SessionTerms, 'mode' | 'clock' | 'maxFragments' | 'discontinuityMode'>) {
    this.#terms = terms;
  }

  append(record: FragmentRecord, { playMs, configuration }: PlaybackFacts): TimelineEntry {
    const last = this.#last;
    const changes = last !== undefined && last.configuration !== configuration;
    if (changes) this.#changes++;
    const startMs = startOf(this.#terms, record);
    const entry: TimelineEntry = {
      record,
      sequence: (last?.sequence ?? 0) + 1,
      startMs,
      playMs,
      gaplessMs: last === undefined ? 0 : last.gaplessMs + last.playMs,
      isDiscontinuous: this.#isDiscontinuous(startMs, changes),
      discontinuitySequence: last === undefined ? 0 : last.discontinuitySequence + Number(last.isDiscontinuous),
      configuredBy: changes ? record.number : last?.configuredBy,
      configuration,
    };
    this.#last = entry;
    this.#longestMs = Math.max(this.#longestMs, playMs);
    this.#entries.push(entry);
    const kept = this.#terms.maxFragments * 2 + SPARE_ENTRIES;
    if (this.#entries.length > kept * 2) this.#entries = this.#entries.slice(-kept);
    return entry;
  }

  /** What a playlist holds now. */
  get current(): readonly TimelineEntry[] {
    return this.#entries.slice(-this.#terms.maxFragments);
  }

  /** Where all of it ends when it plays without a gap, in milliseconds from its first fragment. */
  get endMs(): number {
    return this.#last === undefined ? 0 : this.#last.gaplessMs + this.#last.playMs;
  }

  /** The longest fragment that there ever was in it: a target duration must not shrink (RFC 8216, 6.2.1). */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** @throws KvsError InvalidCodecPrivateDataException (assumed: which error it is) */
  checkConfigurationChanges(): void {
    if (this.#changes <= MAX_CONFIGURATION_CHANGES) return;
    throw new KvsError(
      'InvalidCodecPrivateDataException',
      `The codec private data changed more than ${MAX_CONFIGURATION_CHANGES} times in the session.`,
    );
  }

  /** Whether fragments of a configuration that began with this one are still there. */
  isConfiguredBy(number: string): boolean {
    return this.#entries.some(({ configuredBy }) => configuredBy === number);
  }

  byNumber(number: string): TimelineEntry | undefined {
    return this.#entries.findLast(({ record }) => record.number === number);
  }

  bySequence(sequence: number): TimelineEntry | undefined {
    return this.#entries.findLast((entry) => entry.sequence === sequence);
  }

  /**
   * ALWAYS marks the first one as well (observed). Where the codec configuration changes, ON_DISCONTINUITY marks it too
   * (assumed: RFC 8216, 4.3.2.3 wants it so); NEVER marks nothing (documented).
   */
  #isDiscontinuous(startMs: number, changes: boolean): boolean {
    if (this.#terms.discontinuityMode !== 'ON_DISCONTINUITY') return this.#terms.discontinuityMode === 'ALWAYS';
    const last = this.#last;
    if (last === undefined) return false;
    return changes || Math.abs(startMs - last.startMs - last.playMs) > TOLERATED_GAP_MS;
  }
}
