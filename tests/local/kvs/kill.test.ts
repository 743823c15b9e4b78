import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { GetMediaForFragmentListCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { DocumentSplitter } from '../../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { listAll } from './listAll.ts';
import { fragment, frames, header } from './matroskaBody.ts';
import { openPutMedia } from './putMediaSender.ts';
import { startKvs } from './startKvs.ts';

const START = 1_700_000_000_000;
const ROUNDS = 3;

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kvs-kill-'));
  bundle = join(folder, 'kvsProcess.mjs');
  execFileSync(join(__dirname, '../../../node_modules/.bin/esbuild'), [
    join(__dirname, 'kvsProcess.ts'),
    '--bundle',
    '--platform=node',
    '--format=esm',
    "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    '--log-level=error',
    `--outfile=${bundle}`,
  ]);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [bundle, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the emulator has ended at once'))),
  ])) as [Buffer];
  return { child, port: Number(line.toString()) };
}

test('every PERSISTED fragment is whole after kill -9, and numbers go on growing', async () => {
  const dataDir = join(folder, 'data');
  const setUp = await startKvs({ dataDir });
  await setUp.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
  await setUp.stop();
  const persisted: string[] = [];
  let index = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const { child, port } = await startProcess(dataDir);
    const connection = openPutMedia({ port, streamName: 's' });
    connection.request.write(header());
    const wanted = 10 + round * 7;
    let isAlive = true;
    const gone = once(child, 'exit').then(() => {
      isAlive = false;
    });
    while (isAlive && index < 10_000) {
      const timecodeMs = START + index++ * 1000;
      connection.request.write(fragment({ timecodeMs, frames: frames(timecodeMs, 10, 100, 2000) }));
      await new Promise((resolve) => setTimeout(resolve, 1));
      const done = connection.acks.filter((ack) => ack.EventType === 'PERSISTED').length;
      if (done >= wanted) child.kill('SIGKILL');
    }
    await gone;
    connection.request.destroy();
    await connection.ended;
    const acked = connection.acks.filter((ack) => ack.EventType === 'PERSISTED');
    expect(acked.length).toBeGreaterThanOrEqual(wanted);
    persisted.push(...acked.map((ack) => ack.FragmentNumber ?? ''));
  }

  const kvs = await startKvs({ dataDir });
  const stored = (await listAll(kvs, 's', START, START + 86_400_000)).map((entry) => entry.FragmentNumber ?? '');
  expect(stored).toEqual(expect.arrayContaining(persisted));
  expect(stored.length - persisted.length).toBeLessThanOrEqual(ROUNDS);
  expect(persisted).toEqual([...persisted].sort());
  for (let from = 0; from < stored.length; from += 100) {
    const numbers = stored.slice(from, from + 100);
    const { Payload } = await kvs.archived.send(
      new GetMediaForFragmentListCommand({ StreamName: 's', Fragments: numbers }),
    );
    const splitter = new DocumentSplitter();
    const events = [...splitter.push((await Payload?.transformToByteArray()) ?? new Uint8Array()), ...splitter.end()];
    const read = events.map((event) => (event.kind === 'document' ? readFragment(event.bytes) : undefined));
    expect(read.map((document) => document?.fragmentNumber)).toEqual(numbers);
    expect(read.every((document) => document?.frames.length === 10)).toBe(true);
  }
  await kvs.stop();
});
