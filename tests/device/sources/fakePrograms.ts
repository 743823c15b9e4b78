import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a fake program does at its first, second, ... start; the last one is repeated. */
export type FakeRun =
  /** Writes a file in chunks, and ends. */
  | { readonly play: string; readonly everyMs?: number; readonly chunkBytes?: number; readonly exitCode?: number }
  /** Writes nothing, or a file, and then hangs. */
  | { readonly hang: true; readonly play?: string }
  /** Says something, and ends. */
  | { readonly say: string; readonly exitCode: number };

export interface FakePrograms {
  /** PATH with the fake in it, and with this Node. */
  readonly path: string;
  /** Arguments and standard input of each start so far. */
  starts(): Promise<{ arguments: string[]; input: string }[]>;
  close(): Promise<void>;
}

/** A folder with a program of that name: a script that plays recorded video as ffmpeg would. */
export async function fakePrograms(name: string, runs: readonly FakeRun[]): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-programs-'));
  const log = join(folder, 'starts');
  await mkdir(log);
  const program = join(folder, name);
  await writeFile(program, `#!${process.execPath}\n${script(log, runs)}`);
  await chmod(program, 0o755);
  return {
    path: `${join(folder, 'nothing-here')}${delimiter}${folder}`,
    starts: async () => {
      const found: { arguments: string[]; input: string }[] = [];
      for (let at = 0; ; at += 1) {
        const text = await readFile(join(log, `${at}`), 'utf8').catch(() => undefined);
        if (text === undefined) return found;
        found.push(JSON.parse(text));
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function script(log: string, runs: readonly FakeRun[]): string {
  return `
const fs = require('node:fs');
const log = ${JSON.stringify(log)};
const runs = ${JSON.stringify(runs)};
const start = fs.readdirSync(log).length;
let input = '';
process.stdin.on('data', (text) => { input += text; });
process.stdin.on('end', () => {
  fs.writeFileSync(log + '/' + start, JSON.stringify({ arguments: process.argv.slice(2), input }));
  play(runs[Math.min(start, runs.length - 1)]);
});
process.stdout.on('error', () => process.exit(0));
function play(run) {
  if (run.say) {
    process.stderr.write(run.say + '\\n');
    process.exitCode = run.exitCode;
    return;
  }
  const bytes = run.play ? fs.readFileSync(run.play) : Buffer.alloc(0);
  const size = run.chunkBytes || bytes.length || 1;
  let at = 0;
  const next = () => {
    if (at < bytes.length) {
      process.stdout.write(bytes.subarray(at, at + size));
      at += size;
      setTimeout(next, run.everyMs || 0);
    } else if (run.hang) setInterval(() => {}, 1000);
    else process.exitCode = run.exitCode || 0;
  };
  next();
}
`;
}
