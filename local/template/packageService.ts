import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from '../../cloud/system/lock/acquireLock.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { CloudFormationTemplate } from './cloudFormationTemplate.ts';
import { inputsDigest } from './inputsDigest.ts';
import { runServerlessPackage } from './runServerlessPackage.ts';

export interface PackageOptions {
  /** The folder of `serverless.yml`. */
  readonly root: string;
  readonly stage: string;
  /** Where packages are kept, one folder a digest. */
  readonly cacheDir: string;
  /** Passed as `--param name=value`. */
  readonly params?: Readonly<Record<string, string>>;
  readonly system: System;
}

export interface PackagedService {
  readonly template: CloudFormationTemplate;
  /** Holds `{handler path}.mjs` for every function. */
  readonly bundleDir: string;
  readonly digest: string;
  /** True when nothing had to be packaged. */
  readonly cached: boolean;
}

const TEMPLATE = 'cloudformation-template-update-stack.json';
/** What bundles are kept under, beside the packages: they depend on neither stage nor settings. */
const CODE = 'code-';
/** Packages kept beside the present one; the oldest go first. */
const KEPT_PACKAGES = 8;
/** A first package takes seconds; a queue of starts behind one lock takes as many times that. */
const LOCK_WAIT_MS = 900_000;

async function readPackage(dir: string, digest: string, cached: boolean): Promise<PackagedService | undefined> {
  try {
    const template = JSON.parse(await readFile(join(dir, TEMPLATE), 'utf8')) as CloudFormationTemplate;
    return { template, bundleDir: join(dir, 'bundles'), digest, cached };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Forgets old packages; a folder touched within the last hour may be in use by a running stack and stays. */
async function pruneCache(cacheDir: string, system: System): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => /^((code-)?[0-9a-f]{64}|packaging-.*)$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cacheDir, name))).mtimeMs })),
  );
  const packages = found.filter(({ name }) => !name.startsWith('packaging-')).sort((a, b) => b.at - a.at);
  // Work folders go at once when they are old: whoever made them was killed.
  const old = [...packages.slice(KEPT_PACKAGES), ...found.filter(({ name }) => name.startsWith('packaging-'))];
  for (const { name, at } of old) {
    if (system.clock.now() - at > 3_600_000) await rm(join(cacheDir, name), { recursive: true, force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Keeps what a package has bundled, each function as a file and as the archive that Lambda is given. */
async function keepBundles(root: string, out: string, work: string, code: string): Promise<void> {
  const kept = join(work, 'code');
  const bundles = join(root, '.esbuild', '.build');
  await cp(bundles, join(kept, 'bundles'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ArchiverError(
      'InvalidInput',
      `${root}/serverless.yml must set custom.esbuild.keepOutputDirectory: true: packaging left no ${bundles}`,
    );
  });
  await mkdir(join(kept, 'zips'));
  for (const name of await readdir(out)) {
    if (name.endsWith('.zip')) await cp(join(out, name), join(kept, 'zips', name));
  }
  await rename(kept, code);
}

/**
 * The service as `sls package` makes it, from the cache where nothing has changed. Processes that package the same
 * folder at once wait for one another: the bundler's work folder is shared.
 * @throws ArchiverError InvalidInput with the packager's own output when packaging fails
 */
export async function packageService(options: PackageOptions): Promise<PackagedService> {
  const { stage, cacheDir, params = {}, system } = options;
  const root = await realpath(options.root);
  const extra = [root, stage, JSON.stringify(Object.entries(params).sort())];
  await mkdir(cacheDir, { recursive: true });
  const digest = await inputsDigest(root, extra);
  const target = join(cacheDir, digest);
  const early = await readPackage(target, digest, true);
  if (early !== undefined) {
    await utimes(target, system.clock.now() / 1000, system.clock.now() / 1000);
    return early;
  }

  const lockName = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = await acquireLock(join(tmpdir(), `kvs-archiver-package-${lockName}.lock`), system, LOCK_WAIT_MS);
  try {
    const meanwhile = await readPackage(target, digest, true);
    if (meanwhile !== undefined) return meanwhile;
    const work = await mkdtemp(join(cacheDir, 'packaging-'));
    try {
      const out = join(work, 'package');
      const code = join(cacheDir, `${CODE}${await inputsDigest(root, [root])}`);
      const bundled = await isThere(code);
      if (bundled) await cp(join(code, 'zips'), out, { recursive: true });
      await runServerlessPackage({ root, stage, out, params, bundled });
      const done = join(work, 'done');
      await mkdir(done);
      await cp(join(out, TEMPLATE), join(done, TEMPLATE));
      if (!bundled) await keepBundles(root, out, work, code);
      await cp(join(code, 'bundles'), join(done, 'bundles'), { recursive: true });
      await rename(done, target);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    await pruneCache(cacheDir, system);
  } finally {
    await lock.release();
  }
  const made = await readPackage(target, digest, false);
  if (made === undefined) throw new ArchiverError('Internal', `${target} vanished while it was being read`);
  return made;
}
