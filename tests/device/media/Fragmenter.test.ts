import fc from 'fast-check';
import type { Track } from '../../../core/matroska/Track.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import { Fragmenter } from '../../../device/media/Fragmenter.ts';
import type { OutgoingFragment } from '../../../device/media/OutgoingFragment.ts';

const VIDEO: Track = { number: 1, type: 'video', codecId: 'V_MPEG4/ISO/AVC' };
const AUDIO: Track = { number: 2, type: 'audio', codecId: 'A_AAC' };

const picture = (timeMs: number, keyframe: boolean, boundary = false): EncodedFrame => ({
  trackNumber: 1,
  timeMs,
  keyframe,
  payload: new Uint8Array(10),
  boundary,
});
const sound = (timeMs: number): EncodedFrame => ({
  trackNumber: 2,
  timeMs,
  keyframe: true,
  payload: new Uint8Array(4),
});

function cut(fragmenter: Fragmenter, frames: readonly EncodedFrame[]): OutgoingFragment[] {
  const fragments = frames.map((frame) => fragmenter.push(frame)).filter((fragment) => fragment !== undefined);
  return [...fragments, ...fragmenter.flush()];
}

/** `seconds` of video at 10 pictures a second with a key frame every `groupMs`. */
function video(seconds: number, groupMs: number): EncodedFrame[] {
  return Array.from({ length: seconds * 10 }, (_, index) => picture(index * 100, (index * 100) % groupMs === 0));
}

describe('where fragments begin', () => {
  test.each([
    ['a key frame every 2 s', 8, 2_000, {}, [0, 2_000, 4_000, 6_000]],
    ['short groups are joined to 1 s', 4, 400, {}, [0, 1_200, 2_400]],
    ['a target of 3 s takes the first key frame from there on', 8, 2_000, { targetMs: 3_000 }, [0, 4_000]],
    ['exactly 1 s is long enough', 4, 1_000, {}, [0, 1_000, 2_000, 3_000]],
  ])('%s', (_, seconds, groupMs, limits, expected) => {
    const fragments = cut(new Fragmenter([VIDEO], { limits, holdLast: true }), video(seconds, groupMs));

    expect(fragments.map(({ timecodeMs }) => timecodeMs)).toEqual(expected);
    expect(fragments.flatMap(({ frames }) => frames)).toHaveLength(seconds * 10);
  });

  test('a boundary ends a fragment before its target', () => {
    const frames = [...video(2, 1_000), picture(2_000, true, true), ...video(2, 1_000).map(later(2_100))];

    const fragments = cut(new Fragmenter([VIDEO], { limits: { targetMs: 5_000 } }), frames);

    expect(fragments.map(({ timecodeMs }) => timecodeMs)).toEqual([0, 2_000]);
  });

  test('what precedes the first key frame is left out', () => {
    const fragmenter = new Fragmenter([VIDEO, AUDIO]);

    const fragments = cut(fragmenter, [sound(0), picture(40, false), sound(60), picture(80, true), sound(90)]);

    expect(fragments).toHaveLength(1);
    expect(fragments[0]?.frames.map(({ timeMs }) => timeMs)).toEqual([80, 90]);
    expect(fragmenter.skippedFrames).toBe(3);
  });

  test('a fragment waits for a frame of each track', () => {
    const frames = [
      ...video(1, 1_000),
      picture(1_000, true),
      sound(1_050),
      picture(1_100, false),
      picture(2_000, true),
    ];

    const fragments = cut(new Fragmenter([VIDEO, AUDIO]), [...frames, sound(2_010)]);

    expect(fragments.map(({ timecodeMs }) => timecodeMs)).toEqual([0, 2_000]);
  });
});

describe('the tail of a file', () => {
  test.each([
    ['of 0.5 s is joined', 25, [0]],
    ['of 1 s stands alone', 30, [0, 2_000]],
  ])('%s', (_, count, expected) => {
    const frames = video(3, 2_000).slice(0, count);

    const fragments = cut(new Fragmenter([VIDEO], { holdLast: true }), frames);

    expect(fragments.map(({ timecodeMs }) => timecodeMs)).toEqual(expected);
  });

  test('without a track that the header declares is joined', () => {
    const frames = [
      picture(0, true),
      sound(10),
      ...video(2, 9_000).slice(1),
      picture(2_000, true),
      picture(3_500, false),
    ];

    const fragments = cut(new Fragmenter([VIDEO, AUDIO], { holdLast: true }), frames);

    expect(fragments).toHaveLength(1);
    expect(fragments[0]).toMatchObject({ timecodeMs: 0, lastMs: 3_500 });
  });
});

describe('refusals say what to do', () => {
  test.each([
    ['no key frame', [VIDEO], video(12, 60_000), /no key frame within 10 s from 1970-01-01T00:00:00.000Z.*-g 50/],
    [
      'a silent track',
      [VIDEO, AUDIO],
      video(12, 2_000),
      /track 2 \(A_AAC\) has no frame within 10 s.*leave that track out/,
    ],
    ['no video', [AUDIO], [sound(0)], /no video track/],
  ])('%s', (_, tracks, frames, message) => {
    expect(() => cut(new Fragmenter(tracks), frames)).toThrow(message);
  });

  test('a fragment over the largest size', () => {
    const fragmenter = new Fragmenter([VIDEO], { limits: { maxBytes: 100 } });

    expect(() => cut(fragmenter, video(3, 9_000))).toThrow(/larger than 100 bytes.*lower the bit rate/);
  });
});

test('any footage: every fragment obeys the rules, and no frame is lost, doubled or moved', () => {
  const footage = fc
    .array(
      fc.record({ gapMs: fc.integer({ min: 1, max: 700 }), key: fc.boolean(), sounds: fc.integer({ min: 0, max: 2 }) }),
      { minLength: 1, maxLength: 200 },
    )
    .map((steps) => {
      let timeMs = 1_000_000;
      let sinceKey = 0;
      return steps.flatMap(({ gapMs, key, sounds }, index) => {
        timeMs += gapMs;
        sinceKey += gapMs;
        const keyframe = key || index === 0 || sinceKey > 2_000;
        if (keyframe) sinceKey = 0;
        return [picture(timeMs, keyframe), ...Array.from({ length: sounds }, () => sound(timeMs))];
      });
    });
  fc.assert(
    fc.property(footage, fc.boolean(), (frames, holdLast) => {
      const fragmenter = new Fragmenter([VIDEO, AUDIO], { holdLast, limits: { maxMs: 30_000 } });
      let fragments: OutgoingFragment[];
      try {
        fragments = cut(fragmenter, frames);
      } catch (error) {
        expect((error as Error).name).toBe('UnsupportedMedia');
        return;
      }
      expect(fragments.flatMap((fragment) => fragment.frames)).toEqual(frames);
      fragments.forEach((fragment, index) => {
        const times = fragment.frames.map(({ timeMs }) => timeMs);
        const isLast = index === fragments.length - 1;
        expect(fragment.frames[0]).toMatchObject({ trackNumber: 1, keyframe: true });
        expect(fragment.timecodeMs).toBe(Math.min(...times));
        expect(fragment.lastMs).toBe(Math.max(...times));
        expect(fragment.lastMs - fragment.timecodeMs).toBeLessThan(32_768);
        if (isLast) return;
        expect(new Set(fragment.frames.map(({ trackNumber }) => trackNumber)).size).toBe(2);
        expect(fragments[index + 1]?.timecodeMs).toBeGreaterThan(fragment.lastMs);
        expect((fragments[index + 1]?.timecodeMs ?? 0) - fragment.timecodeMs).toBeGreaterThanOrEqual(1_000);
      });
    }),
    { seed: 7, numRuns: 300 },
  );
});

function later(ms: number): (frame: EncodedFrame) => EncodedFrame {
  return (frame) => ({ ...frame, timeMs: frame.timeMs + ms, keyframe: false });
}
