import { spawn } from 'node:child_process';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import { inputsDigest } from '../template/inputsDigest.ts';

/** What the console is made from. */
const INPUTS = ['console', 'client', 'core', 'package-lock.json'];
/** A build takes a second or two. */
const BUILD_LIMIT_MS = 120_000;
const KEPT_OUTPUT = 4000;

/**
 * The folder with the console's files, from the cache where nothing has changed since.
 *
 * @param root the folder of `console/`
 * @throws ArchiverError `InvalidInput` with what Vite said, when it fails
 */
export async function buildConsole(root: string, cacheDir: string): Promise<string> {
  const target = join(cacheDir, `console-${await inputsDigest(root, [], INPUTS)}`);
  if (await isThere(target)) return target;
  const work = await mkdtemp(join(cacheDir, 'console-work-'));
  try {
    await runVite(root, work);
    await rename(work, target).catch(async (error: unknown) => {
      // Somebody else was quicker, with the same files.
      if (!(await isThere(target))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

const isThere = (path: string): Promise<boolean> =>
  stat(join(path, 'index.html')).then(
    () => true,
    () => false,
  );

function runVite(root: string, outDir: string): Promise<void> {
  const require = createRequire(join(root, 'package.json'));
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const args = [
    vite,
    'build',
    '--config',
    join(root, 'console', 'vite.config.ts'),
    '--outDir',
    outDir,
    '--emptyOutDir',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) => reject(new ArchiverError('Internal', 'Vite could not be started', { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new ArchiverError('InvalidInput', `the console could not be built (${signal ?? code}):\n${output.trim()}`),
        );
    });
  });
}
