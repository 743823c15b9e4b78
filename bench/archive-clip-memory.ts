import { PutObjectCommand } from '@aws-sdk/client-s3';
import { realSystem } from '../cloud/system/realSystem.ts';
import { planDocumentKey } from '../core/manifests/objectKeys.ts';
import { GET_CLIP_LIMITS } from '../core/plans/limits.ts';
import type { Plan } from '../core/plans/plan.ts';
import { planClips } from '../core/plans/planClips.ts';
import { writePlanDocument } from '../core/plans/planDocument.ts';
import { computePlanId } from '../core/plans/planId.ts';
import { type CameraSketch, fragmentBytes } from './footage/cameraFootage.ts';
import { listRecorded, type RecordedStream, recordStream } from './footage/recordStream.ts';
import { LambdaProcess } from './lambda/LambdaProcess.ts';
import type { CommonClip } from './lambdas/commonClip.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';
import { type Clients, clientsOf } from './stack/clientsOf.ts';
import { StackProcess } from './stack/StackProcess.ts';

const ROUNDS = 3;
const TARGET_BYTES = 40_000_000;
const HOUR_MS = 3_600_000;

const camera = { fragmentMs: 2000, bitsPerSecond: 8_000_000, framesPerSecond: 25 };
/** A first clip, so that code is compiled and connections are open. */
const SMALL = 2;
/** As many as one clip may hold. */
const LARGE = Math.floor(GET_CLIP_LIMITS.maxBytes / (fragmentBytes({ ...camera, startMs: 0, count: 1 }) + 2000));

interface Measured {
  readonly idleRssBytes: number;
  readonly peakRssBytes: number;
  readonly peakOverIdleBytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBy: string;
}

/** A fresh environment takes the small clip, comes to rest, and takes the large one. */
async function measure(name: string, stack: StackProcess, small: unknown, large: unknown): Promise<Measured> {
  return LambdaProcess.with(name, stack, async (lambda) => {
    await lambda.invoke(small);
    const idle = await lambda.idle();
    const { taken } = await timed(() => lambda.invoke(large));
    const { peakRssBytes, cpuSeconds, peakBy } = await lambda.usage();
    const peakOverIdleBytes = peakRssBytes - idle.rssBytes;
    progress(`${name}: ${(peakOverIdleBytes / 1e6).toFixed(1)} MB over ${(idle.rssBytes / 1e6).toFixed(1)} MB`);
    return {
      idleRssBytes: idle.rssBytes,
      peakRssBytes,
      peakOverIdleBytes,
      seconds: rounded(taken.seconds),
      cpuSeconds: rounded(cpuSeconds),
      peakBy,
    };
  });
}

/** Records a plan of an enrolled stream, as ListFragments does, and answers the step's input. */
async function recordPlan(clients: Clients, stack: StackProcess, stream: RecordedStream): Promise<object> {
  const [planned, ...more] = planClips(await listRecorded(clients, stream));
  if (planned === undefined || more.length > 0) throw new Error(`${stream.streamName} does not make one clip`);
  const { streamName, streamArn } = stream;
  const plan: Plan = { version: 1, planId: computePlanId(planned.fragments), streamName, streamArn, ...planned };
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: stack.outputs.WorkBucketName,
      Key: planDocumentKey(plan),
      Body: writePlanDocument(plan),
    }),
  );
  const window = { streamName, streamArn, bucket: stack.outputs.ArchiveBucketName, source: 'clip', bundles: false };
  return { plan: { planId: plan.planId }, window };
}

function commonInput(stream: RecordedStream, stack: StackProcess): CommonClip {
  const { streamName, sketch, endMs } = stream;
  const bucket = stack.outputs.ArchiveBucketName ?? '';
  return { streamName, fromMs: sketch.startMs, toMs: endMs, bucket, key: `common/${streamName}.mp4` };
}

const worst = (rounds: readonly Measured[]): number => Math.max(...rounds.map((each) => each.peakOverIdleBytes));

await runBenchmark('archive-clip-memory', () =>
  StackProcess.with(async (stack) => {
    const clients = clientsOf(stack.url);
    const startMs = realSystem.clock.now() - HOUR_MS;
    const record = async (name: string, sketch: CameraSketch): Promise<RecordedStream> => {
      const recorded = await recordStream(stack, name, sketch);
      await stack.enrol(name, { fragments: 'none' });
      return recorded;
    };
    const ours: Measured[] = [];
    const common: Measured[] = [];
    let clipBytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const small = await record(`small-${round}`, { ...camera, startMs, count: SMALL });
      const large = await record(`large-${round}`, { ...camera, startMs, count: LARGE });
      clipBytes = large.bytes;
      const inputs = [await recordPlan(clients, stack, small), await recordPlan(clients, stack, large)];
      ours.push(await measure('archiveClip', stack, inputs[0], inputs[1]));
      common.push(await measure('commonClip', stack, commonInput(small, stack), commonInput(large, stack)));
    }
    return {
      parameters: { rounds: ROUNDS, figure: 'the worst of the rounds', clipBytes, fragments: LARGE, nodeFlags: 'none' },
      results: { peakOverIdleBytes: worst(ours), rounds: ours },
      baseline: {
        name: 'the common Lambda: GetClip, the whole body into memory, PutObject',
        peakOverIdleBytes: worst(common),
        rounds: common,
      },
      ratio: {
        'peak over idle, to the baseline': rounded(worst(ours) / worst(common)),
        'CPU seconds, to the baseline': rounded(
          median(ours.map((each) => each.cpuSeconds)) / median(common.map((each) => each.cpuSeconds)),
        ),
      },
      bound: 'what is read ahead of the file that leaves, and chunks of the body that wait for the garbage collector',
      target: { text: `at most ${TARGET_BYTES / 1e6} MB over idle`, met: worst(ours) <= TARGET_BYTES },
    };
  }),
);
