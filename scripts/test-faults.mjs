// Plays seeds of the fault simulation: `npm run test:faults -- --seeds N [--seed S]`. One seed alone with `--seed S`.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const EXIT_USAGE = 2;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

function usage(message) {
  process.stderr.write(`${message}\nusage: npm run test:faults -- [--seeds N] [--seed S]\n`);
  process.exit(EXIT_USAGE);
}

function readArguments() {
  try {
    const { values } = parseArgs({ options: { seeds: { type: 'string' }, seed: { type: 'string' } } });
    const seeds = Number(values.seeds ?? (values.seed === undefined ? 1000 : 1));
    const first = Number(values.seed ?? 1);
    if (!Number.isSafeInteger(seeds) || seeds < 1) usage(`--seeds: ${values.seeds} is not a number of seeds`);
    if (!Number.isSafeInteger(first) || first < 0) usage(`--seed: ${values.seed} is not a seed`);
    return { seeds, first };
  } catch (error) {
    return usage(error.message);
  }
}

const { seeds, first } = readArguments();
const startedMs = performance.now();
const sums = {};
const child = spawn(
  process.execPath,
  [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), 'tests/simulation/proof/share', '--silent=false'],
  {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FAULT_SEEDS: String(seeds), FAULT_FIRST_SEED: String(first), FAULT_REPORT: '1' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
for await (const line of createInterface({ input: child.stdout })) {
  const report = /FAULT_REPORT (\{.*\})/.exec(line)?.[1];
  if (report === undefined) process.stdout.write(`${line}\n`);
  else for (const [name, count] of Object.entries(JSON.parse(report))) sums[name] = (sums[name] ?? 0) + count;
}
const code = await new Promise((resolve) => {
  if (child.exitCode !== null) resolve(child.exitCode);
  else child.on('exit', (exit) => resolve(exit ?? 1));
});
const seconds = Math.round((performance.now() - startedMs) / 1000);
process.stdout.write(`${JSON.stringify({ first, wanted: seeds, ...sums, seconds, green: code === 0 })}\n`);
process.exitCode = code;
