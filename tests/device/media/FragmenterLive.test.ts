import type { Track } from '../../../core/matroska/Track.ts';
import type { EncodedFrame } from '../../../device/media/EncodedFrame.ts';
import { Fragmenter } from '../../../device/media/Fragmenter.ts';
import type { FragmenterEvent } from '../../../device/media/FragmenterEvent.ts';
import type { OutgoingFragment } from '../../../device/media/OutgoingFragment.ts';

const VIDEO: Track = { number: 1, type: 'video', codecId: 'V_MPEG4/ISO/AVC', video: { width: 640, height: 480 } };
const LARGER: Track = { ...VIDEO, video: { width: 1_280, height: 720 } };
const AUDIO: Track = { number: 2, type: 'audio', codecId: 'A_AAC' };

/** 10 pictures a second. */
function pictures(fromMs: number, seconds: number, groupMs: number): EncodedFrame[] {
  return Array.from({ length: seconds * 10 }, (_, index) => ({
    trackNumber: 1,
    timeMs: fromMs + index * 100,
    keyframe: (index * 100) % groupMs === 0,
    payload: new Uint8Array(10),
  }));
}

function cut(tracks: readonly Track[], frames: readonly EncodedFrame[]) {
  const events: FragmenterEvent[] = [];
  const fragmenter = new Fragmenter(tracks, { overlong: 'cut', onEvent: (event) => events.push(event) });
  const fragments = frames.map((frame) => fragmenter.push(frame)).filter((each) => each !== undefined);
  return { events, fragments: [...fragments, ...fragmenter.flush()] as OutgoingFragment[] };
}

describe('a live source of which no whole fragments can be made', () => {
  test('a key frame every 30 s: ten seconds of each are kept, the rest is told as lost, and what to do is said once', () => {
    const { events, fragments } = cut([VIDEO], pictures(0, 70, 30_000));

    expect(fragments.map(({ timecodeMs, lastMs }) => [timecodeMs, lastMs])).toEqual([
      [0, 10_000],
      [30_000, 40_000],
      [60_000, 69_900],
    ]);
    expect(events).toEqual([
      { kind: 'notice', message: expect.stringMatching(/no key frame for 10 s.*interval to 2 s/) },
      { kind: 'lost', firstMs: 10_100, lastMs: 29_900, reason: 'no key frame within 10 s' },
      { kind: 'lost', firstMs: 40_100, lastMs: 59_900, reason: 'no key frame within 10 s' },
    ]);
  });

  test('key frames 6 s apart: all is kept, and it is said', () => {
    const { events, fragments } = cut([VIDEO], pictures(0, 18, 6_000));

    expect(fragments.map(({ timecodeMs }) => timecodeMs)).toEqual([0, 6_000, 12_000]);
    expect(events).toEqual([{ kind: 'notice', message: expect.stringMatching(/6\.0 s apart.*interval to 2 s/) }]);
  });

  test('sound that falls silent is left out, and no picture is lost', () => {
    const sound = { trackNumber: 2, timeMs: 50, keyframe: true, payload: new Uint8Array(4) };
    const frames = pictures(0, 30, 2_000);

    const { events, fragments } = cut([VIDEO, AUDIO], [...frames.slice(0, 1), sound, ...frames.slice(1)]);

    expect(fragments.flatMap((each) => each.frames).filter(({ trackNumber }) => trackNumber === 1)).toEqual(frames);
    expect(fragments[0]?.tracks).toEqual([VIDEO, AUDIO]);
    expect(fragments.at(-1)?.tracks).toEqual([VIDEO]);
    expect(fragments.every(({ timecodeMs, lastMs }) => lastMs - timecodeMs <= 10_000)).toBe(true);
    expect(events).toEqual([
      { kind: 'notice', message: expect.stringMatching(/track 2 \(A_AAC\).*left out from here on/) },
    ]);
  });
});

test('other tracks: the fragment before ends there, whatever its length, and each goes under its own header', () => {
  const [first, ...rest] = pictures(3_500, 2, 2_000);
  const changed = first === undefined ? [] : [{ ...first, tracks: [LARGER] }, ...rest];

  const { fragments, events } = cut(
    [VIDEO],
    [...pictures(0, 3, 2_000), ...pictures(3_000, 1, 2_000).slice(0, 5), ...changed],
  );

  expect(fragments.map(({ timecodeMs, tracks }) => [timecodeMs, tracks[0]?.video?.width])).toEqual([
    [0, 640],
    [2_000, 640],
    [3_000, 640],
    [3_500, 1_280],
  ]);
  expect(events).toEqual([]);
});
