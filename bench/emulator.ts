import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetClipCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { realSystem } from '../cloud/system/realSystem.ts';
import { copyByFfmpeg } from './baselines/copyByFfmpeg.ts';
import { muxByMediabunny } from './baselines/muxByMediabunny.ts';
import { type CameraSketch, cameraClusters, cameraHeader } from './footage/cameraFootage.ts';
import { type RecordedStream, recordStream } from './footage/recordStream.ts';
import { sendLive } from './footage/sendLive.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';
import { type Clients, clientsOf } from './stack/clientsOf.ts';
import { StackProcess } from './stack/StackProcess.ts';

const ROUNDS = 3;
/** 190 fragments of half a megabyte: as much as one GetClip gives. */
const CLIP = { count: 190, fragmentMs: 2000, bitsPerSecond: 2_000_000, framesPerSecond: 25 };
const LIVE = { count: 8, fragmentMs: 1000, bitsPerSecond: 1_000_000, framesPerSecond: 25 };
const SENDERS = [25, 50, 100, 200, 400];
const MAX_LAG_MS = 1000;

interface Speed {
  readonly megabytesPerSecond: number;
  readonly seconds: number;
  /** Of whoever does the work: the stack, or this process. Tells less of what else the machine was doing. */
  readonly cpuSeconds?: number;
}

const ownCpuSeconds = async (): Promise<number> => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function rounds(
  name: string,
  bytes: number,
  cpuSeconds: (() => Promise<number>) | undefined,
  work: (round: number) => Promise<unknown>,
): Promise<Speed> {
  const seconds: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await cpuSeconds?.();
    const { taken } = await timed(() => work(round));
    seconds.push(taken.seconds);
    if (cpuSeconds !== undefined) cpu.push((await cpuSeconds()) - (before ?? 0));
    // The stream's points fill up again.
    await realSystem.clock.sleep(500);
  }
  const result = {
    megabytesPerSecond: rounded(bytes / 1e6 / median(seconds)),
    seconds: rounded(median(seconds)),
    ...(cpu.length > 0 ? { cpuSeconds: rounded(median(cpu)) } : {}),
  };
  progress(`${name}: ${result.megabytesPerSecond} MB/s`);
  return result;
}

/** What no store that keeps a promise goes below: each fragment appended to a file, and on disk before the next. */
async function appendDurably(folder: string, round: number, clusters: readonly Uint8Array[]): Promise<void> {
  const file = await open(join(folder, `appended-${round}`), 'w');
  try {
    for (const cluster of clusters) {
      await file.write(cluster);
      await file.datasync();
    }
  } finally {
    await file.close();
  }
}

async function getClip({ archived }: Clients, stream: RecordedStream): Promise<void> {
  const { Payload } = await archived.send(
    new GetClipCommand({
      StreamName: stream.streamName,
      ClipFragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(stream.sketch.startMs), EndTimestamp: new Date(stream.endMs) },
      },
    }),
  );
  for await (const _chunk of Payload as AsyncIterable<Uint8Array>);
}

interface Live {
  readonly senders: number;
  readonly keptUp: boolean;
  readonly medianLagMs: number;
  readonly worstLagMs: number;
  readonly stackCpuShare: number;
}

/** So many cameras at once, their fragments spread over the second. */
async function live(stack: StackProcess, { kvs }: Clients, senders: number): Promise<Live> {
  const names = Array.from({ length: senders }, (_, at) => `live-${senders}-${at}`);
  for (const StreamName of names) {
    await kvs.send(new CreateStreamCommand({ StreamName, DataRetentionInHours: 1 }));
  }
  const startMs = realSystem.clock.now();
  const sketch: CameraSketch = { ...LIVE, startMs };
  const cpu = await stack.cpuSeconds();
  const { result, taken } = await timed(() => {
    const beginMs = performance.now() + 500;
    return Promise.all(
      names.map((name, at) =>
        sendLive(stack.url, name, sketch, realSystem.clock, beginMs + (at * LIVE.fragmentMs) / senders),
      ),
    );
  });
  const lags = result.flat();
  const worstLagMs = Math.round(Math.max(...lags));
  const keptUp = lags.length === senders * LIVE.count && worstLagMs < MAX_LAG_MS;
  progress(`${senders} cameras at real time: worst lag ${worstLagMs} ms`);
  return {
    senders,
    keptUp,
    medianLagMs: rounded(median(lags)),
    worstLagMs,
    stackCpuShare: rounded(((await stack.cpuSeconds()) - cpu) / taken.seconds),
  };
}

await runBenchmark('emulator', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-emulator-'));
  try {
    return await StackProcess.with(async (stack) => {
      const clients = clientsOf(stack.url);
      const stackCpu = (): Promise<number> => stack.cpuSeconds();
      const sketch: CameraSketch = { ...CLIP, startMs: realSystem.clock.now() - 3_600_000 };
      const clusters = [...cameraClusters(sketch)];
      const body = Buffer.concat([cameraHeader(), ...clusters]);
      await recordStream(stack, 'warm', { ...sketch, count: 10 });

      const recorded: RecordedStream[] = [];
      const ingest = await rounds('PutMedia', body.length, stackCpu, async (round) => {
        recorded.push(await recordStream(stack, `ingest-${round}`, sketch));
      });
      const append = await rounds('write and fdatasync', body.length, ownCpuSeconds, (round) =>
        appendDurably(folder, round, clusters),
      );
      const clips = await rounds('GetClip', body.length, stackCpu, (round) =>
        getClip(clients, recorded[round] ?? (recorded[0] as RecordedStream)),
      );
      const mediabunny = await rounds('mediabunny', body.length, ownCpuSeconds, () => muxByMediabunny(body));
      const ffmpeg = await copyByFfmpeg.available();
      const matroska = join(folder, 'footage.mkv');
      await writeFile(matroska, body);
      const copied = ffmpeg
        ? await rounds('ffmpeg -c copy', body.length, undefined, (round) =>
            copyByFfmpeg.run(matroska, join(folder, `copied-${round}.mp4`)),
          )
        : undefined;

      const cameras: Live[] = [];
      for (const senders of SENDERS) {
        const found = await live(stack, clients, senders);
        cameras.push(found);
        if (!found.keptUp) break;
      }
      const most = Math.max(0, ...cameras.filter(({ keptUp }) => keptUp).map(({ senders }) => senders));
      return {
        parameters: {
          rounds: ROUNDS,
          figure: 'median',
          bodyBytes: body.length,
          fragments: CLIP.count,
          camera: `${LIVE.bitsPerSecond / 1e6} Mbit/s in fragments of ${LIVE.fragmentMs} ms`,
          lagBelowMs: MAX_LAG_MS,
        },
        results: { putMedia: ingest, getClip: clips, cameras, camerasAtRealTime: most },
        baseline: {
          'each fragment written to a file, fdatasync': append,
          'mediabunny: the same fragments to an MP4 in memory': mediabunny,
          ...(copied === undefined ? {} : { 'ffmpeg -c copy, file to file, faststart': copied }),
        },
        ratio: {
          'PutMedia to write and fdatasync': rounded(ingest.megabytesPerSecond / append.megabytesPerSecond),
          'GetClip to mediabunny': rounded(clips.megabytesPerSecond / mediabunny.megabytesPerSecond),
          'GetClip to ffmpeg -c copy':
            copied === undefined ? 'no ffmpeg on PATH' : rounded(clips.megabytesPerSecond / copied.megabytesPerSecond),
        },
        bound: 'the event loop of one process for the copies, the disk for each PERSISTED',
        target: { text: 'none: figures to compare releases by', met: true },
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
