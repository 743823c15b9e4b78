import fc from 'fast-check';
import type { Probe, VideoProbe } from '../../../../core/packages/Probe.ts';
import { planFrameRate } from '../../../../core/packages/transcode/planFrameRate.ts';
import { planLadder } from '../../../../core/packages/transcode/planLadder.ts';
import { planTranscode } from '../../../../core/packages/transcode/planTranscode.ts';

const video = (over: Partial<VideoProbe> = {}): VideoProbe => ({
  codec: 'avc',
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  rotation: 0,
  frameRate: 30,
  variableFrameRate: false,
  interlaced: false,
  ...over,
});
const probe = (over: Partial<Probe> = {}): Probe => ({
  container: 'mp4',
  bytes: 1e7,
  durationMs: 60_000,
  video: video(),
  audio: { codec: 'aac', sampleRate: 44_100, channels: 2 },
  ...over,
});
const plan = (over: Partial<Probe> = {}, segmentSeconds = 6, only?: 'pictures') =>
  planTranscode({
    packageId: 'package-1',
    bucket: 'delivery',
    originals: ['packages/package-1/original.mp4'],
    probe: probe(over),
    segmentSeconds,
    ...(only === undefined ? {} : { only }),
  });

describe('planLadder', () => {
  test.each<[string, number, number, string[]]>([
    ['full HD', 1920, 1080, ['1920x1080', '1280x720', '854x480', '426x240']],
    ['upright', 1080, 1920, ['1080x1920', '720x1280', '480x854', '240x426']],
    ['4K is no larger than full HD', 3840, 2160, ['1920x1080', '1280x720', '854x480', '426x240']],
    ['4:3', 640, 480, ['640x480', '320x240']],
    ['between two sizes', 1024, 576, ['1024x576', '426x240']],
    ['smaller than the smallest', 160, 120, ['160x120']],
    ['odd', 853, 479, ['852x478', '428x240']],
    ['a strip', 4000, 20, ['4000x32']],
  ])('%s: %d x %d', (_name, width, height, sizes) => {
    expect(planLadder(video({ width, height })).map((rung) => `${rung.width}x${rung.height}`)).toEqual(sizes);
  });

  test('no rung is larger than the source, and each costs less than the one above', () => {
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 64, max: 8192 }), height: fc.integer({ min: 64, max: 8192 }) }),
        fc.option(fc.integer({ min: 50_000, max: 50_000_000 }), { nil: undefined }),
        fc.double({ min: 1, max: 120, noNaN: true }),
        (size, bitrate, frameRate) => {
          const rungs = planLadder(video({ ...size, frameRate, ...(bitrate === undefined ? {} : { bitrate }) }));
          rungs.forEach((rung, index) => {
            const above = rungs[index - 1];
            expect(rung.width).toBeLessThanOrEqual(size.width);
            expect(rung.height).toBeLessThanOrEqual(size.height);
            expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
            if (above !== undefined) expect(rung.maxBitrate).toBeLessThanOrEqual(above.maxBitrate);
          });
          expect(new Set(rungs.map(({ name }) => name)).size).toBe(rungs.length);
        },
      ),
      { seed: 9, numRuns: 500 },
    );
  });

  test('a source of few bits is not blown up', () => {
    expect(planLadder(video({ bitrate: 1_000_000 })).map(({ maxBitrate }) => maxBitrate)).toEqual([
      1_250_000, 680_000, 371_000, 200_000,
    ]);
  });
});

test.each<[Partial<VideoProbe>, unknown]>([
  [{ frameRate: 23.976 }, 'source'],
  [{ frameRate: 60.02 }, 'source'],
  [{ frameRate: 120 }, { numerator: 60, denominator: 1 }],
  [
    { frameRate: 29.9, variableFrameRate: true },
    { numerator: 30_000, denominator: 1001 },
  ],
  [
    { frameRate: 20, variableFrameRate: true },
    { numerator: 20, denominator: 1 },
  ],
  [
    { frameRate: 0.2, variableFrameRate: true },
    { numerator: 1, denominator: 1 },
  ],
])('planFrameRate of %j', (over, expected) => {
  expect(planFrameRate(video(over))).toEqual(expected);
});

describe('planTranscode', () => {
  test('a minute of full HD', () => {
    const { rungs, pictures, audio, ...rest } = plan();
    expect(rungs).toHaveLength(4);
    expect(audio).toEqual({ sampleRate: 44_100, channels: 2, bitrate: 128_000 });
    expect(rest).toMatchObject({
      base: 'packages/package-1/hls/index',
      gopSeconds: 2,
      segmentSeconds: 6,
      deinterlace: false,
    });
    expect(pictures).toEqual({
      poster: { everySeconds: 6, most: 2, width: 1920, height: 1080 },
      thumbnails: { everySeconds: 1, most: 60, width: 640, height: 360 },
      sprite: { everySeconds: 1, columns: 8, rows: 8, width: 160, height: 90 },
    });
  });

  test.each([
    [6, 2],
    [10, 2],
    [3, 3],
    [9, 3],
    [5, 1],
    [1, 1],
  ])('segments of %d s hold whole groups of %d s', (segmentSeconds, gopSeconds) => {
    expect(plan({}, segmentSeconds).gopSeconds).toBe(gopSeconds);
  });

  test('ten hours make no more than a hundred pictures, upright ones in a sheet of upright ones', () => {
    const { thumbnails, sprite } = plan({
      durationMs: 36_000_000,
      video: video({ width: 1080, height: 1920 }),
    }).pictures;
    expect(thumbnails).toEqual({ everySeconds: 360, most: 100, width: 360, height: 640 });
    expect(sprite).toEqual({ everySeconds: 360, columns: 10, rows: 10, width: 96, height: 170 });
  });

  test('of silence no sound is made, and of eight channels two', () => {
    const { audio: _audio, ...silent } = probe();
    expect(
      planTranscode({ packageId: 'p', bucket: 'b', originals: ['k'], probe: silent, segmentSeconds: 6 }).audio,
    ).toBeUndefined();
    expect(plan({ audio: { codec: 'opus', sampleRate: 96_000, channels: 8 } }).audio).toEqual({
      sampleRate: 48_000,
      channels: 2,
      bitrate: 128_000,
    });
  });

  test('pictures alone come with the smallest size, in a place of its own', () => {
    const { rungs, base, audio } = plan({}, 6, 'pictures');
    expect([rungs.map(({ name }) => name), base, audio]).toEqual([
      ['240p'],
      'packages/package-1/pictures/index',
      undefined,
    ]);
  });

  test('without video there is nothing to be made', () => {
    const { video: _video, ...soundOnly } = probe();
    expect(() =>
      planTranscode({ packageId: 'p', bucket: 'b', originals: ['k'], probe: soundOnly, segmentSeconds: 6 }),
    ).toThrow(expect.objectContaining({ kind: 'UnsupportedMedia' }));
  });
});
