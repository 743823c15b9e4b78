import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realSystem } from '../cloud/system/realSystem.ts';
import { producerMs } from '../core/fragment.ts';
import { buildMp4 } from '../core/mp4/buildMp4.ts';
import type { PackageRecord } from '../core/packages/Package.ts';
import { originalKey } from '../core/packages/packagePlaces.ts';
import type { CopyPorts } from '../functions/package/steps/copyPorts.ts';
import { type CopiedSegments, copySegments } from '../functions/package/steps/copySegments.ts';
import { ClipIndexes } from '../functions/playback/steps/ClipIndexes.ts';
import { copyByFfmpeg } from './baselines/copyByFfmpeg.ts';
import { packageByFfmpeg } from './baselines/packageByFfmpeg.ts';
import { type CameraSketch, cameraFrames, cameraTrack } from './footage/cameraFootage.ts';
import { PeakMemory } from './lambda/PeakMemory.ts';
import { FolderObjects } from './packaging/FolderObjects.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const ROUNDS = 3;
const SEGMENT_SECONDS = 6;
/** Half an hour at 9 Mbit/s: 2 GB. `BENCH_BYTES` makes it shorter. */
const BYTES = Number(process.env.BENCH_BYTES ?? 2_000_000_000);
const camera = { fragmentMs: 2000, bitsPerSecond: 9_000_000, framesPerSecond: 25 };
const TARGET_MB_PER_SECOND = 100;
const TARGET_BYTES = 400_000_000;
const packageId = 'package-0123456789abcdef01234567';
const MB = 1_000_000;

/** A film of one camera, its moov in front. */
async function makeFilm(path: string): Promise<number> {
  const count = Math.ceil(BYTES / ((camera.bitsPerSecond * camera.fragmentMs) / 8000));
  const sketch: CameraSketch = { ...camera, startMs: 0, count };
  const framesAt = cameraFrames(sketch);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    const source = {
      count,
      read: async (at: number) => ({
        tracks: [cameraTrack],
        frames: framesAt(at),
        clusterTimecodeMs: at * camera.fragmentMs,
        producerMs: producerMs(at * camera.fragmentMs),
      }),
    };
    const sink = {
      write: async (position: number, bytes: Uint8Array) => void (await file.write(bytes, 0, bytes.length, position)),
    };
    return (await buildMp4(source, sink, { creationTimeMs: 0 })).bytes;
  } finally {
    await file.close();
  }
}

interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakOverIdleBytes: number;
  readonly counted: FolderObjects['counted'];
  readonly copied: CopiedSegments;
}

/** Nothing is archived here. */
async function* none(): AsyncGenerator<never> {
  yield* [];
}

async function copyOnce(root: string, bytes: number): Promise<Round> {
  const objects = new FolderObjects(root);
  const record: PackageRecord = {
    packageId,
    version: 1,
    createdMs: 0,
    source: { kind: 'upload', bucket: 'staging', key: 'uploads/film.mp4', fileName: 'film.mp4' },
    status: 'PROGRESSING',
    percent: 0,
    asked: 'copy',
    segmentSeconds: SEGMENT_SECONDS,
    originals: [{ key: originalKey(packageId, 0, 'mp4'), bytes }],
  };
  const names = { arnsOf: async () => [] };
  const { clock } = realSystem;
  const ledger = { get: async () => undefined, overlapping: none };
  const ports: CopyPorts = {
    packages: { get: async () => record, progress: async () => undefined, note: async () => record },
    objects,
    names,
    spans: { between: async () => [] },
    indexes: new ClipIndexes({ objects, ledger, names, workBucket: 'work', clock }),
    workBucket: 'work',
    deliveryBucket: 'delivery',
    clock,
  };
  const memory = new PeakMemory();
  try {
    await memory.reset();
    const idle = process.memoryUsage.rss();
    const { result: copied, taken } = await timed(() => copySegments({ packageId }, ports));
    const { peakRssBytes } = await memory.read();
    return { ...taken, peakOverIdleBytes: peakRssBytes - idle, counted: objects.counted, copied };
  } finally {
    memory.stop();
    await rm(join(root, 'work'), { recursive: true, force: true });
    await rm(join(root, 'delivery', `packages/${packageId}/hls`), { recursive: true, force: true });
  }
}

await runBenchmark('copyPackaging', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-package-'));
  try {
    const film = join(root, 'delivery', originalKey(packageId, 0, 'mp4'));
    progress(`making a film of ${Math.round(BYTES / MB)} MB`);
    const bytes = await makeFilm(film);
    const hasFfmpeg = await copyByFfmpeg.available();
    const ours: Round[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const each = await copyOnce(root, bytes);
      ours.push(each);
      progress(
        `copied: ${Math.round(bytes / MB / each.seconds)} MB/s, ${Math.round(each.peakOverIdleBytes / MB)} MB over idle`,
      );
      if (!hasFfmpeg) continue;
      const folder = join(root, 'ffmpeg');
      const { taken } = await timed(() => packageByFfmpeg(film, folder, SEGMENT_SECONDS));
      theirs.push(bytes / MB / taken.seconds);
      progress(`ffmpeg: ${Math.round(bytes / MB / taken.seconds)} MB/s`);
      await rm(folder, { recursive: true });
    }
    const speed = median(ours.map(({ seconds }) => bytes / MB / seconds));
    const peak = Math.max(...ours.map(({ peakOverIdleBytes }) => peakOverIdleBytes));
    const [first] = ours;
    return {
      parameters: {
        rounds: ROUNDS,
        figure: 'the median of the rounds; of memory the worst',
        bytes,
        segmentSeconds: SEGMENT_SECONDS,
      },
      results: {
        megabytesPerSecond: rounded(speed),
        cpuSecondsPerGigabyte: rounded(median(ours.map(({ cpuSeconds }) => (cpuSeconds * 1e9) / bytes))),
        peakOverIdleBytes: peak,
        segments: first?.copied.segments,
        segmentBytes: first?.copied.bytes,
        calls: first?.counted,
      },
      baseline: hasFfmpeg
        ? { name: 'ffmpeg -c copy -f hls -hls_segment_type fmp4', megabytesPerSecond: rounded(median(theirs)) }
        : { name: 'ffmpeg -c copy -f hls: there is none here' },
      ratio: hasFfmpeg ? { 'MB/s, to the baseline': rounded(speed / median(theirs)) } : {},
      bound: 'reading and writing files: four segments are under way at once, each in memory twice',
      target: {
        text: `at least ${TARGET_MB_PER_SECOND} MB/s, at most ${TARGET_BYTES / MB} MB over idle`,
        met: speed >= TARGET_MB_PER_SECOND && peak <= TARGET_BYTES,
      },
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
