import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';
import { newPackage } from '../../../core/packages/newPackage.ts';
import { packageIdOf } from '../../../core/packages/packageId.ts';
import { noteTranscode } from '../../../functions/package/steps/noteTranscode.ts';
import { PackageWorld } from './PackageWorld.ts';

const MEDIA = join(__dirname, '../../media');
const file = (name: string) => new Uint8Array(readFileSync(join(MEDIA, name)));
const FILM = file('progressive-moov-last.mp4');
const HOUR_MS = 3_600_000;

const delivered = (world: PackageWorld, packageId: string): string[] =>
  [...world.objects.objects.keys()]
    .filter((key) => key.startsWith(`delivery/packages/${packageId}/`))
    .map((key) => key.slice(`delivery/packages/${packageId}/`.length));

describe('a file that is put under uploads/', () => {
  it('becomes a package: its original, renditions, pictures, and a record that says so', async () => {
    const world = new PackageWorld();

    await world.put('uploads/film.mp4', FILM);
    const [result] = await world.runAll();

    expect(result?.status).toBe('SUCCEEDED');
    const { record } = world;
    expect(record).toMatchObject({ status: 'COMPLETE', percent: 100, method: 'transcode', renditions: 2 });
    expect(record).toMatchObject({ durationMs: 2000, pictures: { poster: true, sprite: true } });
    expect(record.probe).toMatchObject({ container: 'mp4', bytes: FILM.length, video: { codec: 'avc', rotation: 0 } });
    expect(record.warnings).toEqual([{ code: '230001', message: 'a frame was dropped' }]);
    expect(delivered(world, record.packageId)).toEqual(
      expect.arrayContaining(['original.mp4', 'hls/index.m3u8', 'poster.jpg', 'sprite/sprite.vtt']),
    );
    const place = { bucket: 'delivery', key: `packages/${record.packageId}/poster.jpg` };
    expect(Buffer.from((await world.objects.getBytes(place)).bytes).toString()).toBe('poster');
    expect(world.told.map(({ type, percent }) => [type, percent])).toEqual([
      ['Package Warned', 10],
      ['Package Progressed', 44],
      ['Package Progressed', 79],
      ['Package Progressed', 97],
      ['Package Completed', 100],
    ]);
  });

  it('is one job, however often it is put, told of, or carried out', async () => {
    const world = new PackageWorld();

    await world.put('uploads/film.mp4', FILM);
    await world.arrive('uploads/film.mp4');
    await world.runAll();
    await world.put('uploads/film.mp4', FILM);
    const again = await world.runAll();
    const twice = await world.run('by hand', { packageId: world.record.packageId });

    expect([again.length, twice.status]).toEqual([0, 'SUCCEEDED']);
    expect(world.packages.records.size).toBe(1);
    expect(world.transcoder.jobs).toHaveLength(1);
    expect(world.told.filter(({ type }) => type === 'Package Completed')).toHaveLength(1);
  });

  it('that is another under the same name is another job', async () => {
    const world = new PackageWorld();
    await world.put('uploads/film.mp4', FILM);
    await world.put('uploads/film.mp4', file('progressive-moov-first.mp4'));

    const [first, second] = await world.runAll();

    expect(world.packages.records.size).toBe(2);
    // The first one was never looked at before it was gone.
    expect(first).toMatchObject({ status: 'FAILED', error: 'Conflict' });
    expect(second?.status).toBe('SUCCEEDED');
  });

  const text = Buffer.from('Dear diary, this is no film at all, whatever its name says.');
  it.each([
    ['a renamed text', new Uint8Array(text), 'UnsupportedMedia', /no video/],
    ['nothing at all', new Uint8Array(0), 'UnsupportedMedia', /empty/],
    ['cut off before its index', FILM.slice(0, 30_000), 'Truncated', /cut off/],
    ['cut off behind its index', file('progressive-moov-first.mp4').slice(0, 40_000), 'Truncated', /40000 bytes/],
    ['too large', FILM, 'InvalidInput', /at most 1000/],
  ])('%s is refused, with the reason, and leaves nothing', async (name, bytes, code, message) => {
    const world = new PackageWorld();
    if (name === 'too large') world.settings = { ...world.settings, maxBytes: 1000 };

    await world.put('uploads/film.mp4', bytes);
    const [result] = await world.runAll();

    expect(result).toMatchObject({ status: 'FAILED', error: code });
    expect(world.record).toMatchObject({ status: 'ERROR', error: { code, message: expect.stringMatching(message) } });
    expect(delivered(world, world.record.packageId)).toEqual([]);
    expect(world.told).toMatchObject([{ type: 'Package Failed', error: { code } }]);
    expect(world.transcoder.jobs).toEqual([]);
  });

  it('whose event got lost is found again, and so is a job whose execution was never started', async () => {
    const world = new PackageWorld();
    await world.put('uploads/film.mp4', FILM, { lost: true });
    expect(await world.lookAgain()).toEqual({ uploads: 1, oldestMs: 0, started: [], failed: [] });
    await world.system.clock.sleep(2 * 60_000);

    const found = await world.lookAgain();
    world.runs.started.clear();
    await world.system.clock.sleep(2 * 60_000);
    const unstarted = await world.lookAgain();
    await world.runAll();

    expect([found.started, unstarted.started]).toEqual([[world.record.packageId], [world.record.packageId]]);
    expect(unstarted.oldestMs).toBe(2 * 60_000);
    expect(world.record.status).toBe('COMPLETE');
    expect(await world.lookAgain()).toEqual({ uploads: 1, oldestMs: 0, started: [], failed: [] });
  });

  it('whose execution was stopped from outside is given up, with what is known of it', async () => {
    const world = new PackageWorld();
    await world.put('uploads/film.mp4', FILM);
    for (const name of world.runs.started.keys()) world.runs.ended.set(name, 'ABORTED');
    await world.system.clock.sleep(2 * 60_000);

    expect((await world.lookAgain()).failed).toEqual([world.record.packageId]);
    expect(world.record).toMatchObject({ status: 'ERROR', error: { code: 'Internal' } });
  });

  it('folders and what is put elsewhere are no uploads', async () => {
    const world = new PackageWorld();
    for (const key of ['uploads/', 'uploads/a/', 'elsewhere/film.mp4', 'uploads/gone.mp4']) {
      expect(await world.arrive(key)).toMatchObject({ status: 'ignored' });
    }
    expect(world.packages.records.size).toBe(0);
  });
});

describe('a transcode', () => {
  it('that the service refuses ends in its own words, and so does one that fails', async () => {
    const [refused, failed] = [new PackageWorld(), new PackageWorld()];
    refused.transcoder.refusal = new ArchiverError('InvalidInput', '/settings/outputGroups is wrong');
    const error = { code: '1040', message: 'the demuxer found no streams' };
    failed.transcoder.looks = [{ status: 'ERROR', percent: 0, warnings: [], error }];

    for (const world of [refused, failed]) {
      await world.put('uploads/film.mp4', FILM);
      expect((await world.runAll())[0]?.status).toBe('FAILED');
      expect(delivered(world, world.record.packageId)).toEqual([]);
    }

    expect(refused.record.error).toEqual({ code: 'InvalidInput', message: '/settings/outputGroups is wrong' });
    expect(failed.record.error).toEqual(error);
  });

  it('in a queue that nobody serves is given up after a day', async () => {
    const world = new PackageWorld();
    world.transcoder.looks = [{ status: 'SUBMITTED', percent: 0, warnings: [] }];
    world.before.set('checkTranscode', () => world.system.clock.sleep(6 * HOUR_MS));

    await world.put('uploads/film.mp4', FILM);
    await world.runAll();

    expect(world.record).toMatchObject({ status: 'ERROR', error: { code: 'NotYetAvailable' } });
    expect(world.transcoder.jobs[0]?.status).toBe('CANCELED');
    expect(world.calls.filter((call) => call === 'checkTranscode')).toHaveLength(4);
  });

  it('throttles and failures within AWS are tried again', async () => {
    const world = new PackageWorld();
    const answers: string[] = ['Throttled', 'Throttled', 'Internal'];
    world.before.set('checkTranscode', () => {
      const kind = answers.shift();
      if (kind === 'Throttled' || kind === 'Internal') throw new ArchiverError(kind, 'again, please');
    });

    await world.put('uploads/film.mp4', FILM);
    await world.runAll();

    expect(world.record.status).toBe('COMPLETE');
  });

  it('events of the service are written down at once; those of others, and late ones, are not', async () => {
    const world = new PackageWorld();
    await world.put('uploads/film.mp4', FILM);
    const { packageId } = world.record;
    await world.packages.note(packageId, { transcodeJobId: 'job-7' });
    const event = (jobId: string, jobPercentComplete: number) => ({
      detail: { jobId, status: 'STATUS_UPDATE', userMetadata: { packageId }, jobProgress: { jobPercentComplete } },
    });

    const outcomes = [];
    for (const [jobId, percent] of [
      ['job-7', 50],
      ['job-7', 20],
      ['job-1', 90],
    ] as const) {
      outcomes.push((await noteTranscode(event(jobId, percent), world.ports())).status);
    }
    outcomes.push((await noteTranscode({ detail: 'what?' }, world.ports())).status);

    expect(outcomes).toEqual(['noted', 'noted', 'ignored', 'ignored']);
    expect(world.record.percent).toBe(53);
  });
});

describe('packaging by copying', () => {
  it('is what a file may be given to, goes on where it stopped, and asks nobody to transcode', async () => {
    const world = new PackageWorld();
    world.settings = { ...world.settings, method: 'copy' };
    const answers = ['partial', 'copied'];
    world.copying = async () => {
      const place = { bucket: 'delivery', key: `packages/${world.record.packageId}/hls/` };
      const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsource/index.m3u8\n';
      await world.objects.putIfAbsent({ ...place, key: `${place.key}index.m3u8` }, Buffer.from(master));
      await world.objects.putIfAbsent({ ...place, key: `${place.key}source/index.m3u8` }, Buffer.from('#EXTM3U'));
      return { status: answers.shift() };
    };

    await world.put('uploads/film.mp4', FILM);
    await world.runAll();

    expect(world.calls.filter((call) => call === 'copySegments')).toHaveLength(2);
    expect(world.record).toMatchObject({ status: 'COMPLETE', method: 'copy', renditions: 1 });
    expect(world.record.pictures).toEqual({ poster: false, sprite: false });
    expect(world.transcoder.jobs).toEqual([]);
  });

  const copied = async (change: (world: PackageWorld) => unknown = () => undefined): Promise<PackageWorld> => {
    const world = new PackageWorld();
    world.settings = { ...world.settings, method: 'copy' };
    world.copyPictures = true;
    world.copying = async () => {
      const at = (key: string) => ({ bucket: 'delivery', key: `packages/${world.record.packageId}/hls/${key}` });
      const master = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsource/index.m3u8\n';
      await world.objects.putIfAbsent(at('index.m3u8'), Buffer.from(master));
      await world.objects.putIfAbsent(at('source/index.m3u8'), Buffer.from('#EXTM3U'));
      await world.packages.note(world.record.packageId, { durationMs: 1234 });
      return { status: 'copied' };
    };
    change(world);
    await world.put('uploads/film.mp4', FILM);
    await world.runAll();
    return world;
  };

  it('has pictures made of it where the settings want them: one small rendition, and nothing of what was copied', async () => {
    const { record, transcoder, objects } = await copied();

    expect(record).toMatchObject({ status: 'COMPLETE', method: 'copy', renditions: 1, durationMs: 1234 });
    expect(record.pictures).toEqual({ poster: true, sprite: true });
    expect(transcoder.jobs.map(({ plan }) => [plan.base, plan.rungs.length, plan.audio])).toEqual([
      [`packages/${record.packageId}/pictures/index`, 1, undefined],
    ]);
    const key = `packages/${record.packageId}/sprite/sprite.vtt`;
    const vtt = Buffer.from((await objects.getBytes({ bucket: 'delivery', key })).bytes).toString();
    expect(vtt).toContain('../pictures/index_sprite_1.jpg#xywh=');
  });

  const state = { percent: 10, warnings: [] };
  const refusal = new ArchiverError('InvalidInput', 'the queue is gone');
  it.each([
    ['refused', (world: PackageWorld) => Object.assign(world.transcoder, { refusal }), 'the queue is gone'],
    [
      'that fail',
      (world: PackageWorld) =>
        Object.assign(world.transcoder, {
          looks: [{ ...state, status: 'ERROR', error: { code: '1404', message: 'no frame' } }],
        }),
      'no frame (1404)',
    ],
    [
      'canceled',
      (world: PackageWorld) => Object.assign(world.transcoder, { looks: [{ ...state, status: 'CANCELED' }] }),
      'canceled',
    ],
  ])('is complete with a warning where its pictures are %s', async (_, change, why) => {
    const { record } = await copied(change);

    expect(record).toMatchObject({ status: 'COMPLETE', method: 'copy', pictures: { poster: false, sprite: false } });
    expect(record.warnings).toEqual([{ code: 'NoPictures', message: expect.stringContaining(why) }]);
  });

  it.each([
    ['auto', 'COMPLETE'],
    ['copy', 'ERROR'],
  ] as const)('what cannot be copied after all, asked for as %s, ends %s', async (asked, status) => {
    const world = new PackageWorld();
    world.copying = () => Promise.reject(new ArchiverError('UnsupportedMedia', 'key frames are too far apart'));
    const packageId = packageIdOf('range', asked);
    const source = { kind: 'archive', streamName: 'door', fromMs: 0, toMs: 9 } as const;
    await world.packages.put(
      newPackage({ packageId, source, status: 'SUBMITTED', asked }, world.system.clock.now(), world.settings),
    );
    await world.objects.putIfAbsent({ bucket: 'exports', key: 'exports/1.mp4' }, FILM);
    const exportFile = { bucket: 'exports', key: 'exports/1.mp4' } as never;
    const plan = { prefix: '', files: [exportFile], skipped: [], skippedCount: 0 };
    let looks = 0;
    world.before.set('gatherSource', async () => {
      looks += 1;
      if (looks === 2) {
        for (const name of world.exportRuns.started.keys()) world.exportRuns.ended.set(name, 'SUCCEEDED');
        await world.endExport({ status: 'COMPLETE', plan });
      }
    });

    await world.run('one', { packageId });

    expect(world.record).toMatchObject({ status });
    expect(world.record.method).toBe(asked === 'auto' ? 'transcode' : 'copy');
    if (status === 'ERROR') expect(world.record.error).toMatchObject({ code: 'UnsupportedMedia' });
  });

  it('a range of which nothing is archived, and a stream that never was, are refused', async () => {
    for (const [streamName, code] of [
      ['door', 'NotFound'],
      ['nobody', 'NotFound'],
    ] as const) {
      const world = new PackageWorld();
      const packageId = packageIdOf('range', streamName);
      const source = { kind: 'archive', streamName, fromMs: 0, toMs: 9 } as const;
      await world.packages.put(
        newPackage({ packageId, source, status: 'SUBMITTED' }, world.system.clock.now(), world.settings),
      );
      const error = { code, message: 'nothing of it is archived' };
      world.before.set('gatherSource', () => world.endExport({ status: 'ERROR', error }));

      const result = await world.run('one', { packageId });

      expect(result).toMatchObject({ status: 'FAILED', error: code });
      expect(world.record).toMatchObject({ status: 'ERROR', error: { code } });
    }
  });
});

describe('a job that is taken back', () => {
  it.each(['probeSource', 'copyOriginal', 'submitTranscode', 'checkTranscode', 'finishPackage'])(
    'before %s ends canceled, and nothing of it stays',
    async (name) => {
      const world = new PackageWorld();
      await world.put('uploads/film.mp4', FILM);
      const { packageId } = world.record;
      world.before.set(name, async () => {
        if (world.record.status !== 'CANCELED') await world.cancel(packageId);
      });

      const [result] = await world.runAll();

      expect(result?.status).toBe('SUCCEEDED');
      expect(world.record.status).toBe('CANCELED');
      expect([...world.objects.objects.keys()]).toEqual([]);
      expect(world.transcoder.jobs.map(({ status }) => status)).not.toContain('PROGRESSING');
    },
  );

  it('once it is complete goes with its files and its record; the same file put again is made again', async () => {
    const world = new PackageWorld();
    await world.put('uploads/film.mp4', FILM);
    await world.runAll();
    const { packageId } = world.record;

    await world.cancel(packageId);
    expect([world.packages.records.size, world.objects.objects.size]).toEqual([0, 0]);
    await world.system.clock.sleep(1000);
    await world.put('uploads/film.mp4', FILM);
    const [result] = await world.runAll();

    expect(result?.status).toBe('SUCCEEDED');
    expect(world.record).toMatchObject({ packageId, status: 'COMPLETE' });
  });
});
