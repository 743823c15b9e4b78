import fc from 'fast-check';
import { producerMs, serverMs } from '../../../../../core/fragment.ts';
import { liveFeed } from '../../../../../local/kvs/sessions/feed/liveFeed.ts';
import { onDemandFeed } from '../../../../../local/kvs/sessions/feed/onDemandFeed.ts';
import { replayFeed } from '../../../../../local/kvs/sessions/feed/replayFeed.ts';
import type { FragmentSource, SessionFeed } from '../../../../../local/kvs/sessions/feed/SessionFeed.ts';
import { composeFragmentNumber, packFragmentNumber } from '../../../../../local/kvs/storage/fragmentNumbers.ts';
import { compareRecordNumber, encodeRecord, RecordEntry } from '../../../../../local/kvs/storage/fragmentRecord.ts';

interface Sketch {
  readonly serverMs: number;
  readonly producerMs: number;
  readonly lagMs: number;
  readonly playMs: number;
}

const OPENED = 100_000;

/** A stream that grows: a fragment is there from its server time on. */
function growing(sketches: readonly Sketch[], now: () => number): FragmentSource {
  const encoded = sketches.map((sketch, index) =>
    encodeRecord({
      number: composeFragmentNumber(index + 1, sketch.serverMs, 0),
      producerMs: producerMs(sketch.producerMs),
      serverMs: serverMs(sketch.serverMs),
      listableFromMs: sketch.lagMs === 0 ? 0 : sketch.serverMs + sketch.lagMs,
      lengthMs: 0,
      offset: 0,
      headerBytes: 0,
      clusterBytes: 0,
      checksum: 0,
      playMs: sketch.playMs,
      configuration: 1,
    }),
  );
  const there = () => encoded.filter((_, index) => (sketches[index]?.serverMs ?? 0) <= now());
  return {
    *readable(after) {
      const packed = after === undefined ? undefined : packFragmentNumber(after);
      for (const bytes of there()) {
        if (packed === undefined || compareRecordNumber(bytes, 0, packed) > 0) yield new RecordEntry(bytes, 0, 1);
      }
    },
    *newestFirst() {
      for (const bytes of there().reverse()) yield new RecordEntry(bytes, 0, 1).read();
    },
  };
}

/** Fragments in the order of their ingestion, some late, some twice, some listed late. */
const sketches = fc
  .array(
    fc.record({
      stepMs: fc.integer({ min: 1, max: 3000 }),
      jitter: fc.constantFrom(0, 0, 0, -1, -2, 3),
      lagMs: fc.constantFrom(0, 0, 0, 1500, 6000),
      playMs: fc.integer({ min: 200, max: 5000 }),
    }),
    { minLength: 8, maxLength: 40 },
  )
  .map((steps) => {
    let at = OPENED - 12_000;
    return steps.map(({ stepMs, jitter, lagMs, playMs }, index): Sketch => {
      at += stepMs;
      return { serverMs: at, producerMs: (index + jitter) * 1000, lagMs, playMs };
    });
  });

const TERMS = [
  ['LIVE', 'PRODUCER_TIMESTAMP'],
  ['LIVE', 'SERVER_TIMESTAMP'],
  ['LIVE_REPLAY', 'PRODUCER_TIMESTAMP'],
  ['LIVE_REPLAY', 'SERVER_TIMESTAMP'],
  ['ON_DEMAND', 'PRODUCER_TIMESTAMP'],
  ['ON_DEMAND', 'SERVER_TIMESTAMP'],
] as const;

function open(
  mode: (typeof TERMS)[number][0],
  clock: (typeof TERMS)[number][1],
  source: FragmentSource,
  lastNumber: string,
): SessionFeed {
  const range = clock === 'PRODUCER_TIMESTAMP' ? [5000, 35_000] : [OPENED - 30_000, OPENED + 30_000];
  const terms = { clock, openedMs: OPENED, maxFragments: 4, startMs: range[0], endMs: range[1], lastNumber };
  if (mode === 'LIVE') return liveFeed(terms, source);
  return mode === 'LIVE_REPLAY' ? replayFeed(terms, source) : onDemandFeed(terms, source);
}

describe.each(TERMS)('%s by %s', (mode, clock) => {
  test('gives out the same, however often it is asked, and whenever it is built', () => {
    fc.assert(
      fc.property(
        sketches,
        fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 4, maxLength: 30 }),
        (given, polls) => {
          let nowMs = OPENED;
          const source = growing(given, () => nowMs);
          const [newest] = source.newestFirst();
          const lastNumber = newest?.number ?? '';
          const [first] = open(mode, clock, source, lastNumber).take(OPENED);
          if (first === undefined) return;
          const watched = open(mode, clock, source, lastNumber);
          const times = [...polls.map((ms) => OPENED + ms), OPENED + 200_000].sort((a, b) => a - b);

          const seen = watched.take(OPENED).map(({ number }) => number);
          expect(seen[0]).toBe(first.number);
          for (const ms of times) {
            nowMs = ms;
            seen.push(...watched.take(ms).map(({ number }) => number));
          }
          const built = open(mode, clock, source, lastNumber);
          const atOnce = [...built.take(OPENED), ...built.take(nowMs)];

          expect(atOnce.map(({ number }) => number)).toEqual(seen);
          expect(built.isEnded).toBe(watched.isEnded);
          expect(watched.isEnded).toBe(mode !== 'LIVE');
          expect(new Set(seen).size).toBe(seen.length);
          const starts = atOnce.map((record) => (clock === 'PRODUCER_TIMESTAMP' ? record.producerMs : record.serverMs));
          for (const [index, start] of starts.entries()) {
            if (index > 0) expect(start).toBeGreaterThan(starts[index - 1] ?? 0);
          }
        },
      ),
      { seed: 42, numRuns: 300, endOnFailure: true },
    );
  });
});
