// Runs one target for a while: `npm run fuzz -- <target> --seconds N [--seed N] [--keep]`.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { FuzzReport } from './engine/fuzzLoop.ts';
import type { FuzzMessage, FuzzTask } from './task.ts';

const HANG_MS = 20_000;
const LOOK_MS = 1_000;
const SHOWN_BYTES = 128 * 1024;
const HEAP_MB = 1_024;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    /** Adds what reached something new to the kept corpus. */
    keep: { type: 'boolean', default: false },
  },
});
const [name = ''] = positionals;
const root = process.cwd();
const corpusFolder = join(root, 'fuzz', 'corpus', name);
const findingsFolder = join(root, 'fuzz', 'findings', name);

const seconds = Number(values.seconds);
const seed = Number(values.seed);
if (!(seconds > 0) || !Number.isInteger(seed)) throw new Error('--seconds: and --seed: are numbers');

const shared = new SharedArrayBuffer(8 + SHOWN_BYTES);
const state = new Int32Array(shared, 0, 2);
const task: FuzzTask = {
  targetUrl: new URL(`./targets/${name}.mjs`, import.meta.url).href,
  seconds,
  seed,
  corpus: await keptCorpus(),
  shared,
};
const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
  workerData: task,
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
});

let latest: FuzzReport = { inputs: 0, corpus: 0, blocks: 0, findings: 0 };
let ended = false;
let told = 0;
const writes: Promise<void>[] = [];

worker.on('message', (message: FuzzMessage) => {
  if (message.kind === 'finding') {
    writes.push(keepFinding(message.name, message.input, message.message));
  } else if (message.kind === 'reached') {
    if (values.keep) writes.push(write(corpusFolder, `${message.name}.bin`, message.input));
  } else {
    latest = message.report;
    if (message.kind === 'done') ended = true;
  }
});
worker.on('error', (error: Error) => {
  writes.push(keepFinding('worker', present(), error.stack ?? error.message));
});

const watch = setInterval(() => void lookAt(), LOOK_MS);
let seen = -1;
let seenAt = performance.now();
await new Promise<void>((resolve) => worker.on('exit', () => resolve()));
clearInterval(watch);
await Promise.all(writes);
process.stdout.write(`${JSON.stringify({ target: name, seconds, seed, ...latest, complete: ended })}\n`);
process.exitCode = ended && latest.findings === 0 ? 0 : 1;

function lookAt(): void {
  const now = performance.now();
  const count = Atomics.load(state, 0);
  if (count !== seen) {
    seen = count;
    seenAt = now;
  } else if (count > 0 && !ended && now - seenAt > HANG_MS) {
    writes.push(keepFinding('hang', present(), `no end after ${HANG_MS} ms`));
    void worker.terminate();
  }
  told += 1;
  if (told % 10 === 0) {
    process.stderr.write(`${name}: ${count} inputs, ${latest.corpus} in the corpus, ${latest.blocks} blocks\n`);
  }
}

/** The input that the thread is at work on. */
function present(): Uint8Array {
  return new Uint8Array(shared, 8, Atomics.load(state, 1)).slice();
}

async function keptCorpus(): Promise<Uint8Array[]> {
  const names = await readdir(corpusFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(names.sort().map((file) => readFile(join(corpusFolder, file))));
}

async function keepFinding(finding: string, input: Uint8Array, message: string): Promise<void> {
  process.stderr.write(`${name}: FINDING ${finding} (${input.length} bytes)\n${message}\n`);
  await write(findingsFolder, `${finding}.bin`, input);
  await write(findingsFolder, `${finding}.txt`, Buffer.from(message));
}

async function write(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), bytes);
}
