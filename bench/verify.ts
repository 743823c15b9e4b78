import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { HeadObjectCommand, ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { type ArchiveSketch, fillArchive } from './archive/fillArchive.ts';
import { rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';
import { type Clients, clientsOf } from './stack/clientsOf.ts';
import { StackProcess } from './stack/StackProcess.ts';

const STREAMS = 10;
const CLIPS = Number(process.argv[2] ?? 100_000);
const AIM_SECONDS = 60;
/** Objects that the common way is measured on: it takes as long for each. */
const HEADS = 4000;
const IN_FLIGHT = 16;

interface Summary {
  readonly clean: boolean;
  readonly tookMs: number;
  readonly findings: Readonly<Record<string, number>>;
  readonly tally: { readonly rows: number; readonly objects: number };
}

/** Runs the command line as a person does; answers its summary. */
function verify(url: string, ...options: string[]): Promise<Summary> {
  const program = join(process.cwd(), 'bin', 'kvs-archiver.mjs');
  return new Promise((resolve, reject) => {
    const args = [
      ...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []),
      program,
      'verify',
      '--endpoint',
      url,
      '--json',
      ...options,
    ];
    execFile(process.execPath, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split('\n').pop() ?? '';
      if (!last.includes('"type":"summary"')) reject(error ?? new Error(`no summary: ${stderr}`));
      else resolve(JSON.parse(last) as Summary);
    });
  });
}

/** Every page of the bucket, one after the other, and nothing done with them. */
async function listAll({ s3 }: Clients, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

/** The common way: the size of each object by a call of its own. */
async function headEach({ s3 }: Clients, bucket: string, keys: readonly string[]): Promise<void> {
  const waiting = [...keys];
  const one = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

async function prepare(stack: StackProcess): Promise<ArchiveSketch> {
  const { kvs } = clientsOf(stack.url);
  const streams = [];
  for (let at = 0; at < STREAMS; at++) {
    const streamName = `camera-${at}`;
    const { StreamARN = '' } = await kvs.send(
      new CreateStreamCommand({ StreamName: streamName, DataRetentionInHours: 24 }),
    );
    await stack.enrol(streamName, {});
    streams.push({ streamName, streamArn: StreamARN });
  }
  progress(`${CLIPS} clips are written`);
  return {
    streams,
    clipsPerStream: CLIPS / STREAMS,
    clipMs: 300_000,
    fragmentsPerClip: 200,
    startMs: Date.UTC(2026, 0, 1),
    bucket: stack.outputs.ArchiveBucketName ?? '',
    table: stack.outputs.LedgerTableName ?? '',
  };
}

await runBenchmark('verify', () =>
  StackProcess.withFilled(prepare, fillArchive, async (stack, { bucket }) => {
    const clients = clientsOf(stack.url);
    await verify(stack.url, '--stream', 'camera-0', '--level', 'ledger');
    const cpu = await stack.cpuSeconds();
    const whole = await timed(() => verify(stack.url));
    const stackCpuSeconds = (await stack.cpuSeconds()) - cpu;
    const { seconds } = whole.taken;
    progress(`presence: ${seconds.toFixed(1)} s, ${JSON.stringify(whole.result)}`);
    const ledger = await timed(() => verify(stack.url, '--level', 'ledger'));
    progress(`ledger: ${ledger.taken.seconds.toFixed(1)} s`);
    const listed = await timed(() => listAll(clients, bucket));
    progress(`bare listing: ${listed.taken.seconds.toFixed(1)} s`);
    const heads = await timed(() => headEach(clients, bucket, listed.result.slice(0, HEADS)));
    const common = (heads.taken.seconds / HEADS) * listed.result.length;
    progress(`a HeadObject each: ${common.toFixed(0)} s for all`);
    return {
      parameters: { streams: STREAMS, clips: CLIPS, objects: listed.result.length, fragmentsPerClip: 200 },
      results: {
        seconds: rounded(seconds),
        clipsPerSecond: rounded(CLIPS / seconds),
        stackCpuSeconds: rounded(stackCpuSeconds),
        ledgerLevelSeconds: rounded(ledger.taken.seconds),
        clean: String(whole.result.clean),
        rows: whole.result.tally.rows,
        objects: whole.result.tally.objects,
      },
      baseline: {
        name: `the common way: a HeadObject each, ${IN_FLIGHT} at once, measured on ${HEADS} and scaled`,
        seconds: rounded(common),
        bareListingSeconds: rounded(listed.taken.seconds),
      },
      ratio: {
        'as fast as the common way': rounded(common / seconds),
        'of the time that the bare listing takes': rounded(seconds / listed.taken.seconds),
      },
      bound: `the command line reading XML and JSON; the stack took ${stackCpuSeconds.toFixed(1)} s of CPU for listing and ledger pages`,
      target: { text: `100,000 clips in ${AIM_SECONDS} s`, met: (seconds * 100_000) / CLIPS <= AIM_SECONDS },
    };
  }),
);
