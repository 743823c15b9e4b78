import { realSystem } from '../cloud/system/realSystem.ts';
import { MEDIA_POINTS_PER_SECOND, PACED_POINTS_PER_SECOND } from '../core/plans/limits.ts';
import { type CameraSketch, fragmentBytes } from './footage/cameraFootage.ts';
import { type RecordedStream, recordStream } from './footage/recordStream.ts';
import { describeMachine } from './report/describeMachine.ts';
import { rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';
import { clientsOf } from './stack/clientsOf.ts';
import { runArchive } from './stack/runArchive.ts';
import { StackProcess } from './stack/StackProcess.ts';

const HOUR_MS = 3_600_000;
/** Two hours at a bitrate that two cores can carry beside the emulator. */
const camera = { fragmentMs: 2000, bitsPerSecond: 150_000, framesPerSecond: 10 };
const FRAGMENTS = (2 * HOUR_MS) / camera.fragmentMs;
const FOOTAGE_MS = FRAGMENTS * camera.fragmentMs;
/** As the service might be: time to the first byte, and the documented bandwidth of one connection. */
const SERVICE = { getClipLatencyMs: 120, bytesPerSecondPerConnection: 25_000_000 };
/** Times real time, for a stream of two-second fragments. */
const AIM = 400;

interface Backfilled {
  readonly seconds: number;
  readonly timesRealTime: number;
  readonly mediaPointsPerSecond: number;
  readonly stackCpuSeconds: number;
}

async function backfill(
  name: string,
  stack: StackProcess,
  pointsPerFragment: number,
  work: () => Promise<void>,
): Promise<Backfilled> {
  // The stream's points are full again, whatever was done before.
  await realSystem.clock.sleep(1500);
  const cpu = await stack.cpuSeconds();
  const { taken } = await timed(work);
  const stackCpuSeconds = rounded((await stack.cpuSeconds()) - cpu);
  const timesRealTime = rounded(FOOTAGE_MS / 1000 / taken.seconds);
  progress(`${name}: ${taken.seconds.toFixed(2)} s, ${timesRealTime} times real time, ${stackCpuSeconds} s of CPU`);
  return {
    seconds: rounded(taken.seconds),
    timesRealTime,
    mediaPointsPerSecond: rounded((FRAGMENTS * pointsPerFragment) / taken.seconds),
    stackCpuSeconds,
  };
}

const rangeOf = ({ streamName, sketch, endMs }: RecordedStream): object => ({
  trigger: 'backfill',
  stream: streamName,
  from: new Date(sketch.startMs).toISOString(),
  to: new Date(endMs).toISOString(),
});

/** What held the backfill: its own pace, or this machine before that. */
function boundOf({ mediaPointsPerSecond, stackCpuSeconds, seconds }: Backfilled): string {
  const quota = `the pace of ${PACED_POINTS_PER_SECOND} of ${MEDIA_POINTS_PER_SECOND} media points a second`;
  if (mediaPointsPerSecond >= 0.8 * PACED_POINTS_PER_SECOND) return quota;
  const { loadAverage, cores } = describeMachine();
  return (
    `the processor, before ${quota}: emulator and handlers got ${rounded(stackCpuSeconds / seconds)} s of CPU a ` +
    `second, at a load average of ${rounded(loadAverage)} on ${cores} cores`
  );
}

await runBenchmark('backfill', () =>
  StackProcess.with(async (stack) => {
    const clients = clientsOf(stack.url);
    const startMs = realSystem.clock.now() - 3 * HOUR_MS;
    const record = async (name: string, count: number, settings: object): Promise<RecordedStream> => {
      const sketch: CameraSketch = { ...camera, startMs, count };
      const { result, taken } = await timed(() => recordStream(stack, name, sketch));
      await stack.enrol(name, { ...settings });
      progress(`${name}: ${count} fragments sent in ${taken.seconds.toFixed(1)} s`);
      return result;
    };
    const warm = await record('warm', 800, { fragments: 'all' });
    const clipsOnly = await record('clips-only', FRAGMENTS, { fragments: 'none' });
    const withBundles = await record('with-bundles', FRAGMENTS, { fragments: 'all' });
    const oneRead = await record('one-read', FRAGMENTS, { fragments: 'all', source: 'fragments' });

    await stack.configureKvs(SERVICE);
    await runArchive(clients, stack, rangeOf(warm));
    const clips = await backfill('clips', stack, 1, () => runArchive(clients, stack, rangeOf(clipsOnly)));
    const both = await backfill('clips and bundles', stack, 2, () => runArchive(clients, stack, rangeOf(withBundles)));
    const once = await backfill('both of one read', stack, 1, () => runArchive(clients, stack, rangeOf(oneRead)));
    const quota = (MEDIA_POINTS_PER_SECOND * camera.fragmentMs) / 1000;
    return {
      parameters: {
        fragments: FRAGMENTS,
        ...camera,
        bytes: FRAGMENTS * fragmentBytes(clipsOnly.sketch),
        ...SERVICE,
        mediaPointsPerSecond: MEDIA_POINTS_PER_SECOND,
        pacedPointsPerSecond: PACED_POINTS_PER_SECOND,
      },
      results: { clips, 'clips and bundles': both, 'both of one read': once },
      baseline: { name: 'the quota: 500 fragments of two seconds a second', timesRealTime: quota },
      ratio: {
        'of the quota': rounded(clips.timesRealTime / quota),
        'of the quota, clips and bundles': rounded((both.timesRealTime * 2) / quota),
        'of the quota, both of one read': rounded(once.timesRealTime / quota),
      },
      bound: boundOf(clips),
      target: { text: `${AIM} times real time`, met: clips.timesRealTime >= AIM },
    };
  }),
);
