import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProducerSummary } from '../device/putMedia/ProducerSummary.ts';
import type { ProducerStatus } from '../device/status/ProducerStatus.ts';
import { nextMessage } from './process/nextMessage.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { StackProcess } from './stack/StackProcess.ts';

// How much memory a device takes while it sends, with its spool on disk, and whether that grows.
const SECONDS = 120;
const BITS_PER_SECOND = 8_000_000;
const TARGET_BYTES = 80_000_000;
/** Until the heap has its size. */
const WARM_UP_SECONDS = 30;
/** What the collector leaves lying about is of this size; a frame kept of each fragment would be more. */
const FLAT_BYTES = 5_000_000;

interface Sample {
  readonly kind: 'sample';
  readonly rssBytes: number;
  readonly status: ProducerStatus;
}
interface End {
  readonly kind: 'end';
  readonly summary: ProducerSummary;
  readonly status: ProducerStatus;
  readonly cpuSeconds: number;
}

function start(name: string, args: readonly string[]): ChildProcess {
  return fork(new URL(`./processes/${name}.mjs`, import.meta.url), args, { stdio: 'inherit', execArgv: [] });
}

async function bareRssBytes(): Promise<number> {
  const child = start('bare', []);
  try {
    return ((await nextMessage(child, 'Node alone')) as { rssBytes: number }).rssBytes;
  } finally {
    child.kill();
  }
}

async function runDevice(url: string): Promise<{ samples: Sample[]; end: End }> {
  const folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-spool-'));
  const child = start('device', [url, join(folder, 'spool'), 'device', String(SECONDS), String(BITS_PER_SECOND)]);
  const samples: Sample[] = [];
  try {
    for (;;) {
      const message = (await nextMessage(child, 'the device')) as Sample | End;
      if (message.kind === 'end') return { samples, end: message };
      samples.push(message);
      if (samples.length % 15 === 0) progress(`${samples.length} s: ${(message.rssBytes / 1e6).toFixed(1)} MB`);
    }
  } finally {
    child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How much more the last third takes than the first: between them the collector comes by many times. */
function growthOf(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  return median(values.slice(-third)) - median(values.slice(0, third));
}

await runBenchmark('device', () =>
  StackProcess.with(async (stack) => {
    const nodeRssBytes = await bareRssBytes();
    const { samples, end } = await runDevice(stack.url);
    const rss = samples.map(({ rssBytes }) => rssBytes);
    const steady = rss.slice(WARM_UP_SECONDS);
    const peakOverNodeBytes = Math.max(...rss) - nodeRssBytes;
    const growthBytes = growthOf(steady);
    return {
      parameters: {
        seconds: SECONDS,
        bitsPerSecond: BITS_PER_SECOND,
        warmUpSeconds: WARM_UP_SECONDS,
        spool: 'on disk',
      },
      results: {
        nodeRssBytes,
        peakOverNodeBytes,
        medianOverNodeBytes: median(steady) - nodeRssBytes,
        growthBytes,
        cpuSecondsPerMinute: rounded((end.cpuSeconds / SECONDS) * 60),
        ackMs: end.status.ackMs,
        mostWaiting: Math.max(...samples.map(({ status }) => status.waiting.fragments)),
        summary: end.summary,
      },
      baseline: { name: 'Node alone, doing nothing', rssBytes: nodeRssBytes },
      ratio: { 'peak, to Node alone': rounded((peakOverNodeBytes + nodeRssBytes) / nodeRssBytes) },
      bound: 'the modules of the AWS SDK and the fragments that wait for the garbage collector: two seconds are 2 MB',
      target: {
        text: `at most ${TARGET_BYTES / 1e6} MB over Node alone, and no growth above ${FLAT_BYTES / 1e6} MB`,
        met: peakOverNodeBytes <= TARGET_BYTES && growthBytes <= FLAT_BYTES,
      },
    };
  }),
);
