// Fuzzes one target: `npm run fuzz -- <target> --seconds N`. A line of JSON on stdout, progress on stderr; 1 with findings.
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const fuzz = dirname(fileURLToPath(import.meta.url));
const root = dirname(fuzz);
const EXIT_USAGE = 2;

const files = await readdir(join(fuzz, 'targets'));
const targets = files.filter((file) => file.endsWith('.ts') && file !== 'seeds.ts').map((file) => file.slice(0, -3));
const [target, ...rest] = process.argv.slice(2);
if (!targets.includes(target)) {
  process.stderr.write(`usage: npm run fuzz -- ${targets.join(' | ')} [--seconds N] [--seed N] [--keep]\n`);
  process.exit(EXIT_USAGE);
}
// Under node_modules, so that packages are found from there.
const outdir = join(root, 'node_modules', '.cache', 'kvs-archiver-fuzz', `${target}-${process.pid}`);
try {
  await build({
    // One bundle for the target, so that its blocks are told apart from those of the engine and of packages.
    entryPoints: {
      main: join(fuzz, 'main.ts'),
      worker: join(fuzz, 'worker.ts'),
      [`targets/${target}`]: join(fuzz, 'targets', `${target}.ts`),
    },
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
  });
  process.exitCode = await run(join(outdir, 'main.mjs'), [target, ...rest]);
} finally {
  await rm(outdir, { recursive: true, force: true });
}

function run(file, args) {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], { stdio: 'inherit', cwd: root });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
