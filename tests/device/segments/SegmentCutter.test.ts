import fc from 'fast-check';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import { Fragmenter } from '../../../device/media/Fragmenter.ts';
import type { OutgoingFragment } from '../../../device/media/OutgoingFragment.ts';
import type { Source } from '../../../device/media/Source.ts';
import { cutAtSegments } from '../../../device/segments/cutAtSegments.ts';
import { type RecordedSegment, SegmentCutter } from '../../../device/segments/SegmentCutter.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const { tracks } = new SyntheticSource({ fragments: 0, startMs: 0, payloadBytes: 8 });

/** Pictures `everyMs` apart, the last one that long before the end. */
function fragment(timecodeMs: number, pictures: number, everyMs: number): OutgoingFragment {
  const frames = Array.from(
    { length: pictures },
    (_, index): EncodedFrame => ({
      trackNumber: 1,
      timeMs: timecodeMs + index * everyMs,
      keyframe: index === 0,
      payload: new Uint8Array(1),
    }),
  );
  return { timecodeMs, lastMs: timecodeMs + (pictures - 1) * everyMs, frames, payloadBytes: pictures, tracks };
}

function segmentsOf(lengthMs: number, fragments: readonly OutgoingFragment[]): RecordedSegment[] {
  let ids = 0;
  const cutter = new SegmentCutter(lengthMs, () => `s${++ids}`);
  const segments = fragments.flatMap((each) => cutter.add(each) ?? []);
  const last = cutter.end();
  return last === undefined ? segments : [...segments, last];
}

describe('a recording cut into segments', () => {
  test('each ends where the next one begins, at the first fragment after 20 s; the last one is partial', () => {
    // Every 1.8 s: the first at or after 20 s is the twelfth, at 21.6 s.
    const fragments = Array.from({ length: 30 }, (_, index) => fragment(1_000 + index * 1_800, 45, 40));

    expect(segmentsOf(20_000, fragments)).toEqual([
      { clientID: 's1', begMs: 1_000, endMs: 22_600 },
      { clientID: 's2', begMs: 22_600, endMs: 44_200 },
      { clientID: 's3', begMs: 44_200, endMs: 55_000 },
    ]);
  });

  test('exactly 20 s are enough', () => {
    const fragments = Array.from({ length: 11 }, (_, index) => fragment(index * 2_000, 50, 40));

    expect(segmentsOf(20_000, fragments)).toEqual([
      { clientID: 's1', begMs: 0, endMs: 20_000 },
      { clientID: 's2', begMs: 20_000, endMs: 22_000 },
    ]);
  });

  test.each([
    [
      'a pause ends a segment with its last picture',
      [fragment(0, 50, 40), fragment(5_000, 50, 40)],
      [
        [0, 2_000],
        [5_000, 7_000],
      ],
    ],
    ['a picture every 4 s is no pause', [fragment(0, 2, 4_000), fragment(8_000, 2, 4_000)], [[0, 16_000]]],
    ['a late picture is none', [fragment(0, 50, 40), fragment(2_900, 50, 40)], [[0, 4_900]]],
    ['one picture lasts a millisecond', [fragment(7, 1, 0)], [[7, 8]]],
    ['nothing is nothing', [], []],
  ])('%s', (_name, fragments, expected) => {
    expect(segmentsOf(20_000, fragments).map(({ begMs, endMs }) => [begMs, endMs])).toEqual(expected);
  });

  test('an id is given when a segment begins, and stays', () => {
    const cutter = new SegmentCutter(20_000, () => 'the one');
    cutter.add(fragment(0, 50, 40));
    const early = cutter.open;
    cutter.add(fragment(2_000, 50, 40));

    expect(early).toEqual({ clientID: 'the one', begMs: 0, endMs: 2_000 });
    expect(cutter.open).toEqual({ clientID: 'the one', begMs: 0, endMs: 4_000 });
    expect(cutter.end()).toEqual({ clientID: 'the one', begMs: 0, endMs: 4_000 });
    expect(cutter.end()).toBeUndefined();
  });

  test('whatever is recorded is in exactly one segment', () => {
    const recording = fc.array(
      fc.record({
        pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
        pictures: fc.integer({ min: 1, max: 90 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(recording, fc.integer({ min: 1_000, max: 30_000 }), (parts, lengthMs) => {
        let atMs = 1_795_000_000_000;
        const fragments = parts.map(({ pauseMs, pictures }) => {
          const made = fragment(atMs + pauseMs, pictures, 40);
          atMs = made.lastMs + 40;
          return made;
        });

        const segments = segmentsOf(lengthMs, fragments);

        // In order, none over another, none empty, each id once.
        segments.forEach(({ begMs, endMs }, index) => {
          expect(endMs).toBeGreaterThan(begMs);
          expect(begMs).toBeGreaterThanOrEqual(segments[index - 1]?.endMs ?? 0);
        });
        expect(new Set(segments.map(({ clientID }) => clientID)).size).toBe(segments.length);
        // Each picture lies in one.
        const homes = (timeMs: number) =>
          segments.filter(({ begMs, endMs }) => begMs <= timeMs && timeMs < endMs).length;
        expect(fragments.flatMap(({ frames }) => frames).filter(({ timeMs }) => homes(timeMs) !== 1)).toEqual([]);
        // Each begins with a fragment; one that is followed at once is as long as it should be, and not a fragment longer.
        const begins = new Set(fragments.map(({ timecodeMs }) => timecodeMs));
        for (const [index, { begMs, endMs }] of segments.entries()) {
          expect(begins.has(begMs)).toBe(true);
          if (segments[index + 1]?.begMs !== endMs) continue;
          expect(endMs - begMs).toBeGreaterThanOrEqual(lengthMs);
          const inside = fragments.filter(({ timecodeMs }) => timecodeMs > begMs && timecodeMs < endMs);
          expect(inside.filter(({ timecodeMs }) => timecodeMs - begMs >= lengthMs)).toEqual([]);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('a source that is cut at segments', () => {
  /** Key frames every 700 ms, sound between. */
  class Pictures implements Source {
    readonly tracks = [
      ...tracks,
      { number: 2, type: 'audio' as const, codecId: 'A_MS/ACM', codecPrivate: new Uint8Array(18) },
    ];
    readonly live = false;
    closed = 0;
    async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
      for (let timeMs = 50; timeMs < 60_000; timeMs += 100) {
        yield { trackNumber: 1, timeMs, keyframe: (timeMs - 50) % 700 === 0, payload: new Uint8Array(1) };
        yield { trackNumber: 2, timeMs: timeMs + 50, keyframe: true, payload: new Uint8Array(1) };
      }
    }
    async close(): Promise<void> {
      this.closed += 1;
    }
  }

  test('ends its fragments at the first key frame after 20 s, and changes nothing else', async () => {
    const source = new Pictures();
    const plain: EncodedFrame[] = [];
    for await (const frame of source.frames()) plain.push(frame);

    const cut = cutAtSegments(source, 20_000);
    const fragmenter = new Fragmenter(cut.tracks, { limits: { targetMs: 9_000 }, holdLast: true });
    const fragments: OutgoingFragment[] = [];
    const frames: EncodedFrame[] = [];
    for await (const frame of cut.frames()) {
      frames.push(frame);
      fragments.push(...[fragmenter.push(frame)].flat().filter((each) => each !== undefined));
    }
    fragments.push(...fragmenter.flush());
    await cut.close();

    expect(frames.map(({ boundary: _boundary, ...frame }) => frame)).toEqual(plain);
    expect(frames.filter(({ boundary }) => boundary === true).map(({ timeMs }) => timeMs)).toEqual([20_350, 40_650]);
    expect(segmentsOf(20_000, fragments).map(({ begMs, endMs }) => [begMs, endMs])).toEqual([
      [50, 20_350],
      [20_350, 40_650],
      [40_650, 60_050],
    ]);
    expect(source.closed).toBe(1);
  });
});
