import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** The rooms whose files the program is made from. */
const ROOMS = ['bin', 'cli', 'client', 'cloud', 'core', 'device', 'functions', 'local'];
const SINGLE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];
/** Builds kept beside the present one: a process that still runs loads parts of its own build late. */
const KEPT_BUILDS = 4;
const BUILD_NAME = /^[0-9a-f]{16}$/;

async function* factsUnder(root, path) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* factsUnder(root, child);
    else if (/\.(ts|mjs)$/.test(entry.name)) yield fact(root, child);
  }
}

async function fact(root, path) {
  const found = await stat(join(root, path), { bigint: true }).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return `${path} ${found?.size ?? '-'} ${found?.mtimeNs ?? '-'}\n`;
}

/** Names the sources as they are: every path with its size and time of change. A few milliseconds. */
export async function sourcesDigest(root) {
  const hash = createHash('sha256').update(`${root}\0${process.versions.node.split('.')[0]}\0`);
  for (const room of ROOMS) for await (const line of factsUnder(root, room)) hash.update(line);
  for (const file of SINGLE_FILES) hash.update(await fact(root, file));
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder of the built program, made where the sources have changed since. A build stands under the digest of its
 * sources and appears whole by a rename, so processes that build at once do not meet.
 *
 * @param {string} root folder of package.json
 * @returns {Promise<{ entry: string, built: boolean }>} path of the module to import
 */
export async function buildCli(root) {
  const dist = join(root, 'dist');
  const target = join(dist, await sourcesDigest(root));
  const entry = join(target, 'main.mjs');
  if (await exists(entry)) return { entry, built: false };
  await mkdir(dist, { recursive: true });
  const draft = join(dist, `.building-${randomUUID()}`);
  try {
    await bundle(root, draft);
    await rename(draft, target).catch(async (error) => {
      // Another process was first, with the same sources.
      if (!(await exists(entry))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await forgetOldBuilds(dist, target);
  return { entry, built: true };
}

async function bundle(root, outdir) {
  const { build, stop } = await import('esbuild');
  try {
    await build({
      entryPoints: { main: join(root, 'cli', 'main.ts') },
      absWorkingDir: root,
      outdir,
      outExtension: { '.js': '.mjs' },
      chunkNames: '[name]-[hash]',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: true,
      logLevel: 'error',
    });
  } finally {
    await stop();
  }
}

async function exists(path) {
  return stat(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/** Removes builds of sources that are gone, the oldest first, and drafts of processes that were killed. */
async function forgetOldBuilds(dist, target) {
  const now = new Date(performance.timeOrigin + performance.now());
  await utimes(target, now, now);
  const names = (await readdir(dist)).filter((name) => BUILD_NAME.test(name) || name.startsWith('.building-'));
  const found = [];
  for (const name of names) {
    const facts = await stat(join(dist, name)).catch(() => undefined); // Another process removed it.
    if (facts !== undefined) found.push({ name, changedMs: facts.mtimeMs });
  }
  found.sort((a, b) => b.changedMs - a.changedMs);
  for (const { name, changedMs } of found.slice(KEPT_BUILDS)) {
    if (now.getTime() - changedMs > 3_600_000) await rm(join(dist, name), { recursive: true, force: true });
  }
}
