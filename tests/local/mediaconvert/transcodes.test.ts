import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import sharp from 'sharp';
import type { Probe, VideoProbe } from '../../../core/packages/Probe.ts';
import { imagePlaylistUri, spriteVtt } from '../../../core/packages/transcode/finishPictures.ts';
import { findFfmpeg } from '../../../local/transcode/findFfmpeg.ts';
import { openTranscoder } from '../../../local/transcode/openTranscoder.ts';
import { PROBE, type RunningMediaConvert, startMediaConvert } from './startMediaConvert.ts';

/** Real codecs, in processes of their own: seconds here, minutes on a machine that is busy. */
jest.setTimeout(300_000);

const AUDIO = { codec: 'aac', sampleRate: 16_000, channels: 1 } as const;
const probe = (video: Partial<VideoProbe>, rest: Partial<Probe> = {}): Probe => ({
  ...PROBE,
  ...rest,
  video: { ...(PROBE.video as VideoProbe), ...video },
});

/** A rendition as a player puts it together: its init segment and its segments. */
async function renditionOf(world: RunningMediaConvert, packageId: string, name: string) {
  const prefix = `packages/${packageId}/hls/`;
  const playlist = await world.text(`${prefix}index_${name}.m3u8`);
  const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1] ?? '';
  const uris = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const durations = [...playlist.matchAll(/#EXTINF:([\d.]+),/g)].map(([, seconds]) => Number(seconds));
  const parts = await Promise.all([map, ...uris].map((uri) => world.get(`${prefix}${uri}`)));
  const input = new Input({ formats: [MP4], source: new BufferSource(new Uint8Array(Buffer.concat(parts))) });
  const [track] = await input.getTracks();
  if (track === undefined) throw new Error(`${name} has no track`);
  const packets: { timestamp: number; type: string }[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return { playlist, uris, durations, track, packets };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

describe('transcodes by node-webcodecs', () => {
  let world: RunningMediaConvert;
  beforeAll(async () => {
    world = await startMediaConvert({ transcoders: openTranscoder({ KVS_ARCHIVER_FFMPEG: 'none' }) });
  });
  afterAll(() => world.stop());

  async function transcode(packageId: string, file: string, of: Probe, segmentSeconds = 2) {
    const original = `packages/${packageId}/original.mp4`;
    await world.putMedia(original, file);
    const plan = world.plan({ packageId, originals: [original], probe: of, segmentSeconds });
    const state = await world.ended(await world.transcoder().submit(plan));
    return { plan, state };
  }

  test('H.264 with sound, its index at the end: a ladder, sound, poster, pictures and a sheet', async () => {
    const { state } = await transcode('package-a', 'progressive-moov-last.mp4', { ...PROBE, audio: AUDIO });

    expect(state).toMatchObject({ status: 'COMPLETE', percent: 100, warnings: [] });
    // Its pictures begin a frame late, its sound a frame early.
    expect(state.durationMs).toBeGreaterThanOrEqual(4000);
    expect(state.durationMs).toBeLessThan(4100);
    const keys = await world.keys('packages/package-a/');
    expect(keys).toEqual([
      'hls/index.m3u8',
      'hls/index_120p.m3u8',
      'hls/index_120p_000000001.cmfv',
      'hls/index_120p_000000002.cmfv',
      'hls/index_120pinit.cmfv',
      'hls/index_audio.m3u8',
      'hls/index_audio_000000001.cmfa',
      'hls/index_audio_000000002.cmfa',
      'hls/index_audio_000000003.cmfa',
      'hls/index_audioinit.cmfa',
      'hls/index_images.m3u8',
      'hls/index_images_000000001.jpg',
      'original.mp4',
      'poster/picture.0000000.jpg',
      'poster/picture.0000001.jpg',
      'thumbnails/picture.0000000.jpg',
      'thumbnails/picture.0000001.jpg',
      'thumbnails/picture.0000002.jpg',
      'thumbnails/picture.0000003.jpg',
    ]);
    const picture = await renditionOf(world, 'package-a', '120p');
    expect(picture.packets).toHaveLength(60);
    expect(picture.durations.map(Math.round)).toEqual([2, 2]);
    expect(picture.packets.filter(({ type }) => type === 'key')).toHaveLength(2);
    const sound = await renditionOf(world, 'package-a', 'audio');
    expect(Math.abs(sum(sound.durations) - 4)).toBeLessThan(0.1);
    const master = await world.text('packages/package-a/hls/index.m3u8');
    expect(master).toMatch(
      /CODECS="avc1\.42[0-9a-f]{4},mp4a\.40\.2",RESOLUTION=160x120,FRAME-RATE=15\.000,AUDIO="audio"/,
    );
    const images = await world.text(`packages/package-a/hls/${imagePlaylistUri(master)}`);
    expect(spriteVtt(images, '../hls/').match(/ --> /g)).toHaveLength(4);
    const sheet = await sharp(await world.get('packages/package-a/hls/index_images_000000001.jpg')).metadata();
    expect([sheet.width, sheet.height]).toEqual([320, 240]);
  });

  test.each<[string, string, Probe, string, number, [number, number], number]>([
    [
      'H.265, silent, turned by its header',
      'portrait-rotated.mp4',
      probe({ codec: 'hevc', width: 120, height: 160, rotation: 90 }, { durationMs: 2000 }),
      '120p',
      30,
      [120, 160],
      2,
    ],
    [
      '24 frames a second',
      'film-24.mp4',
      probe({ frameRate: 23.976 }, { durationMs: 2002 }),
      '120p',
      48,
      [160, 120],
      2.002,
    ],
    ['60 frames a second', 'fast-60.mp4', probe({ frameRate: 60 }, { durationMs: 1000 }), '120p', 60, [160, 120], 1],
    [
      'frames at uneven distances',
      'vfr.mp4',
      probe({ frameRate: 20, variableFrameRate: true }, { durationMs: 3000 }),
      '120p',
      60,
      [160, 120],
      3,
    ],
    [
      'Matroska, 4:3, of a size between two',
      'h264-320x240-2s.mkv',
      probe({ codedWidth: 320, codedHeight: 240, width: 320, height: 240 }),
      '240p',
      60,
      [320, 240],
      4,
    ],
  ])('%s', async (name, file, of, rung, frames, [width, height], seconds) => {
    const packageId = `package-${name.replace(/\W/g, '')}`;
    const { state } = await transcode(packageId, file, of);

    expect(state).toMatchObject({ status: 'COMPLETE', warnings: [] });
    const { packets, track, durations } = await renditionOf(world, packageId, rung);
    expect(packets).toHaveLength(frames);
    expect(track.isVideoTrack() && [track.codedWidth, track.codedHeight]).toEqual([width, height]);
    expect(Math.abs(sum(durations) - seconds)).toBeLessThan(0.06);
    const poster = await sharp(await world.get(`packages/${packageId}/poster/picture.0000000.jpg`)).metadata();
    expect([poster.width, poster.height]).toEqual([width, height]);
  });

  test('several originals are played one behind the other', async () => {
    await world.putMedia('packages/package-two/original.mp4', 'film-24.mp4');
    await world.putMedia('packages/package-two/original-2.mp4', 'fast-60.mp4');
    const originals = ['packages/package-two/original.mp4', 'packages/package-two/original-2.mp4'];
    const plan = world.plan({ packageId: 'package-two', originals });

    const state = await world.ended(await world.transcoder().submit(plan));

    expect(state.status).toBe('COMPLETE');
    const { packets, durations } = await renditionOf(world, 'package-two', '120p');
    expect(packets).toHaveLength(108);
    expect(Math.abs(sum(durations) - 3.002)).toBeLessThan(0.01);
  });

  test.each<[string, () => Promise<Uint8Array | undefined>, string, RegExp]>([
    ['not there', async () => undefined, '1404', /HeadObject failed/],
    ['a renamed text', async () => Buffer.from('no film\n'.repeat(500)), '1010', /No parser found for container/],
    [
      'cut off before its index',
      async () => (await media('progressive-moov-last.mp4')).subarray(0, 20_000),
      '1075',
      /no moov box found in file/,
    ],
    [
      'cut off behind its index',
      async () => (await media('progressive-moov-first.mp4')).subarray(0, 30_000),
      '1076',
      /end of file hit at length \[30000\]\. Is file truncated\?/,
    ],
    ['without the sound that is asked for', () => media('film-24.mp4'), '1040', /Audio track \[1\] not found/],
  ])('%s: the error is the service’s own', async (name, bytesOf, code, message) => {
    const packageId = `package-${name.replace(/\W/g, '')}`;
    const original = `packages/${packageId}/original.mp4`;
    const bytes = await bytesOf();
    if (bytes !== undefined) await world.put(original, bytes);
    const plan = world.plan({ packageId, originals: [original], probe: { ...PROBE, audio: AUDIO } });

    const state = await world.ended(await world.transcoder().submit(plan));

    expect(state).toMatchObject({ status: 'ERROR', error: { code, message: expect.stringMatching(message) } });
    expect(await world.keys(`packages/${packageId}/hls/`)).toEqual([]);
    expect(world.events.at(-1)?.detail).toMatchObject({
      status: 'ERROR',
      errorCode: Number(code),
      userMetadata: { packageId },
    });
  });

  test('what is no place to write is told so', async () => {
    await world.putMedia('packages/package-w/original.mp4', 'fast-60.mp4');
    const plan = world.plan({ packageId: 'package-w', originals: ['packages/package-w/original.mp4'] });
    const elsewhere = { ...plan, bucket: 'nowhere' };

    const state = await world.ended(await world.transcoder().submit(elsewhere));

    expect(state.error).toMatchObject({ code: '1404' });
  });
});

const media = (name: string): Promise<Buffer> => readFile(join(__dirname, '..', '..', 'media', name));

test('the system’s ffmpeg, where there is one, makes the same files', async () => {
  const ffmpeg = await findFfmpeg({ ...process.env, KVS_ARCHIVER_FFMPEG: '' });
  const transcoders = openTranscoder({ KVS_ARCHIVER_FFMPEG: ffmpeg ?? 'none' });
  expect((await transcoders.of({ sources: ['one'] })).name).toBe(ffmpeg === undefined ? 'node-webcodecs' : 'ffmpeg');
  const world = await startMediaConvert({ transcoders });
  try {
    await world.putMedia('packages/package-f/original.mp4', 'progressive-moov-first.mp4');
    const originals = ['packages/package-f/original.mp4'];
    const plan = world.plan({ packageId: 'package-f', originals, probe: { ...PROBE, audio: AUDIO } });

    const state = await world.ended(await world.transcoder().submit(plan));

    expect(state).toMatchObject({ status: 'COMPLETE', percent: 100 });
    const picture = await renditionOf(world, 'package-f', '120p');
    // ffmpeg shows the first picture from the beginning by doubling it.
    expect([60, 61]).toContain(picture.packets.length);
    expect(picture.durations.slice(0, 2)).toEqual([2, 2]);
    expect(Math.abs(sum(picture.durations) - 4)).toBeLessThan(0.1);
    expect(await world.keys('packages/package-f/thumbnails/')).toHaveLength(4);
    expect(await world.keys('packages/package-f/poster/')).toHaveLength(2);
    expect(imagePlaylistUri(await world.text('packages/package-f/hls/index.m3u8'))).toBe('index_images.m3u8');
    expect(world.failures).toEqual([]);
  } finally {
    await world.stop();
  }
});
