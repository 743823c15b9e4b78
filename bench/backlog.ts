import { GetClipCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { realSystem } from '../cloud/system/realSystem.ts';
import { MEDIA_POINTS_PER_SECOND } from '../core/plans/limits.ts';
import { type CameraSketch, fragmentBytes } from './footage/cameraFootage.ts';
import { type RecordedStream, recordStream } from './footage/recordStream.ts';
import { LambdaProcess } from './lambda/LambdaProcess.ts';
import type { CommonClip } from './lambdas/commonClip.ts';
import { describeMachine } from './report/describeMachine.ts';
import { rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';
import { type Clients, clientsOf } from './stack/clientsOf.ts';
import { runArchive } from './stack/runArchive.ts';
import { StackProcess } from './stack/StackProcess.ts';

const HOUR_MS = 3_600_000;
const CLIP_MS = 300_000;
const CLIPS = HOUR_MS / CLIP_MS;
const camera = { fragmentMs: 1500, bitsPerSecond: 500_000, framesPerSecond: 20 };
const HOUR = HOUR_MS / camera.fragmentMs;
/** As the service might be: time to the first byte, and the documented bandwidth of one connection. */
const SERVICE = { getClipLatencyMs: 120, bytesPerSecondPerConnection: 25_000_000 };
/** Clips that the emulator is asked for at once, when it is asked for nothing else. */
const IN_FLIGHT = [4, 8];
const AIM = 0.8;

interface Drained {
  readonly seconds: number;
  readonly fragmentsPerSecond: number;
  readonly mediaPointsPerSecond: number;
  /** Of the emulator, and of the handlers in it. */
  readonly stackCpuSeconds: number;
}

/** Runs `work`, which takes an hour of footage, and tells how fast that was. */
async function drain(
  name: string,
  stack: StackProcess,
  pointsPerFragment: number,
  work: () => Promise<void>,
): Promise<Drained> {
  // The stream's points are full again, whatever was done before.
  await realSystem.clock.sleep(1500);
  const cpu = await stack.cpuSeconds();
  const { taken } = await timed(work);
  const stackCpuSeconds = (await stack.cpuSeconds()) - cpu;
  progress(`${name}: ${taken.seconds.toFixed(2)} s, ${stackCpuSeconds.toFixed(2)} s of CPU in the stack`);
  const fragmentsPerSecond = HOUR / taken.seconds;
  return {
    seconds: rounded(taken.seconds),
    fragmentsPerSecond: rounded(fragmentsPerSecond),
    mediaPointsPerSecond: rounded(fragmentsPerSecond * pointsPerFragment),
    stackCpuSeconds: rounded(stackCpuSeconds),
  };
}

/** The spans of five minutes that lie in a stream's footage, both ends inclusive. */
function spansOf({ sketch, endMs }: RecordedStream): { fromMs: number; toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (let fromMs = sketch.startMs; fromMs < endMs; fromMs += CLIP_MS) {
    spans.push({ fromMs, toMs: Math.min(fromMs + CLIP_MS, endMs) - 1 });
  }
  return spans;
}

/** One after the other, each whole in memory before it is put. */
async function drainTheCommonWay(lambda: LambdaProcess, stream: RecordedStream, bucket: string): Promise<void> {
  for (const span of spansOf(stream)) {
    const clip: CommonClip = { streamName: stream.streamName, ...span, bucket, key: `common/${span.fromMs}.mp4` };
    await lambda.invoke(clip);
  }
}

/** Asks for every clip of the streams, so many at once, and throws the bytes away. */
async function fetchAll({ archived }: Clients, streams: readonly RecordedStream[], inFlight: number): Promise<void> {
  const asked = streams.flatMap((stream) => spansOf(stream).map((span) => ({ ...span, stream })));
  const turns = asked.values();
  async function fetchInTurn(): Promise<void> {
    for (const { stream, fromMs, toMs } of turns) {
      const { Payload } = await archived.send(
        new GetClipCommand({
          StreamName: stream.streamName,
          ClipFragmentSelector: {
            FragmentSelectorType: 'PRODUCER_TIMESTAMP',
            TimestampRange: { StartTimestamp: new Date(fromMs), EndTimestamp: new Date(toMs) },
          },
        }),
      );
      for await (const _chunk of Payload as AsyncIterable<Uint8Array>);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, fetchInTurn));
}

/** The tighter of the two bounds; and, where the run stayed well below it, what the run had of this machine. */
function boundOf(clips: Drained, ownRate: number): string {
  const tighter = Math.min(MEDIA_POINTS_PER_SECOND, ownRate);
  const name = tighter === ownRate ? "the emulator's own GetClip" : 'the media-point quota';
  const text = `${name}: ${tighter} fragments a second`;
  if (clips.fragmentsPerSecond >= AIM * tighter) return text;
  const { loadAverage, cores } = describeMachine();
  const perSecond = rounded(clips.stackCpuSeconds / clips.seconds);
  return `the processor, before ${text}: emulator and handlers got ${perSecond} s of CPU a second, at a load average of ${rounded(loadAverage)} on ${cores} cores`;
}

const rangeOf = ({ streamName, sketch, endMs }: RecordedStream): object => ({
  stream: streamName,
  from: new Date(sketch.startMs).toISOString(),
  to: new Date(endMs).toISOString(),
});

await runBenchmark('backlog', () =>
  StackProcess.with(async (stack) => {
    const clients = clientsOf(stack.url);
    const startMs = realSystem.clock.now() - 2 * HOUR_MS;
    const record = async (name: string, count: number, settings?: object): Promise<RecordedStream> => {
      const sketch: CameraSketch = { ...camera, startMs, count };
      const { result, taken } = await timed(() => recordStream(stack, name, sketch));
      if (settings !== undefined) await stack.enrol(name, { ...settings });
      progress(`${name}: ${count} fragments sent in ${taken.seconds.toFixed(1)} s`);
      return result;
    };
    const bucket = stack.outputs.ArchiveBucketName ?? '';
    // As many clips as the machine makes at once.
    const warm = await record('warm', 800, { fragments: 'all' });
    const clipsOnly = await record('clips-only', HOUR, { fragments: 'none' });
    const withBundles = await record('with-bundles', HOUR, { fragments: 'all' });
    // Two clips a stream: so many of them that no stream's points run out.
    const each = CLIP_MS / camera.fragmentMs;
    const apart: RecordedStream[] = [];
    for (let at = 0; at < CLIPS / 2; at++) apart.push(await record(`apart-${at}`, 2 * each));

    await stack.configureKvs(SERVICE);
    const own: Record<string, Drained> = {};
    for (const inFlight of IN_FLIGHT) {
      const name = `${inFlight} GetClips at once`;
      own[name] = await drain(name, stack, 1, () => fetchAll(clients, apart, inFlight));
    }
    const common = await LambdaProcess.with('commonClip', stack, async (lambda) => {
      await drainTheCommonWay(lambda, warm, bucket);
      await lambda.idle();
      const drained = await drain('the common way', stack, 1, () => drainTheCommonWay(lambda, clipsOnly, bucket));
      const { cpuSeconds } = await lambda.usage();
      return { ...drained, lambdaCpuSeconds: rounded(cpuSeconds) };
    });
    await runArchive(clients, stack, rangeOf(warm));
    const clips = await drain('fragments: none', stack, 1, () => runArchive(clients, stack, rangeOf(clipsOnly)));
    const both = await drain('fragments: all', stack, 2, () => runArchive(clients, stack, rangeOf(withBundles)));

    const ownRate = Math.max(...Object.values(own).map(({ fragmentsPerSecond }) => fragmentsPerSecond));
    const tighter = Math.min(MEDIA_POINTS_PER_SECOND, ownRate);
    const share = clips.fragmentsPerSecond / tighter;
    return {
      parameters: {
        fragments: HOUR,
        fragmentMs: camera.fragmentMs,
        bytes: HOUR * fragmentBytes(clipsOnly.sketch),
        ...SERVICE,
        mediaPointsPerSecond: MEDIA_POINTS_PER_SECOND,
      },
      results: {
        'fragments: none': clips,
        'fragments: all': both,
        emulator: own,
        emulatorFragmentsPerSecond: ownRate,
        shareOfTheQuota: rounded(clips.mediaPointsPerSecond / MEDIA_POINTS_PER_SECOND),
        shareOfTheQuotaWithBundles: rounded(both.mediaPointsPerSecond / MEDIA_POINTS_PER_SECOND),
        shareOfTheEmulator: rounded(clips.fragmentsPerSecond / ownRate),
      },
      baseline: { name: 'the common way: a GetClip of five minutes after the other, buffered, PutObject', ...common },
      ratio: {
        'as fast as the common way': rounded(common.seconds / clips.seconds),
        'as fast as the common way, bundles beside the clips': rounded(common.seconds / both.seconds),
        'of the tighter bound': rounded(share),
      },
      bound: boundOf(clips, ownRate),
      target: { text: `${AIM * 100} % of the tighter bound`, met: share >= AIM },
    };
  }),
);
