// Runs a benchmark from its TypeScript source: `npm run bench -- <name>`. JSON on stdout, progress on stderr.
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(bench);
const EXIT_USAGE = 2;

/** TypeScript files of a folder of bench/, without their suffix. */
async function sourcesIn(folder) {
  const names = await readdir(join(bench, folder));
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name.slice(0, -'.ts'.length)));
}

/** Programs of the benchmarks are bundled from our sources; packages stay where npm has put them. */
const program = { packages: 'external' };
/** What stands for a Lambda is bundled as serverless.yml has it: packages too, minified. */
const lambda = {
  minify: true,
  keepNames: true,
  mainFields: ['module', 'main'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

async function bundle(names, outdir, settings) {
  await build({
    entryPoints: Object.fromEntries(names.map((name) => [name, join(bench, `${name}.ts`)])),
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
    ...settings,
  });
}

const benchmarks = await sourcesIn('.');
const [name, ...rest] = process.argv.slice(2);
if (!benchmarks.includes(name)) {
  process.stderr.write(`usage: npm run bench -- ${benchmarks.join(' | ')}\n`);
  process.exit(EXIT_USAGE);
}
// A folder of its own, under node_modules so that packages are found from there.
const outdir = join(root, 'node_modules', '.cache', 'kvs-archiver-bench', `${name}-${process.pid}`);
try {
  await bundle([name, ...(await sourcesIn('processes'))], outdir, program);
  await bundle(await sourcesIn('lambdas'), outdir, lambda);
  process.exitCode = await run(join(outdir, `${name}.mjs`), rest);
} finally {
  await rm(outdir, { recursive: true, force: true });
}

function run(file, args) {
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  // Ctrl-C reaches the whole group; the benchmark stops what it started, and this process waits for that.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
