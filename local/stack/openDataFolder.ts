import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock } from '../../cloud/system/lock/acquireLock.ts';
import { writeNewFile } from '../../cloud/system/lock/writeNewFile.ts';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';

/** A data folder that belongs to this process until it is released. */
export interface DataFolder {
  readonly kvs: string;
  readonly s3: string;
  readonly dynamodb: string;
  readonly states: string;
  readonly iot: string;
  readonly secrets: string;
  readonly mediaconvert: string;
  /** A file: what functions of the stack have made for it. */
  readonly customResources: string;
  /** Of who makes tokens. */
  readonly issuer: string;
  readonly logs: string;
  /** `/tmp` of the functions: empty at each start, gone at the end, whatever a killed one left behind. */
  readonly temporary: string;
  release(): Promise<void>;
}

/** Grows when a later version could not read what this one writes. */
const LAYOUT = 2;
const VERSION_FILE = 'version.json';
const LOCK_FILE = 'lock';
/** In the data folder. */
export const ISSUER_DIR = 'issuer';

const refuse = (message: string, cause?: unknown): ArchiverError =>
  new ArchiverError('InvalidInput', message, { cause });

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw refuse(`${dir} is not a folder`, error);
    throw refuse(`the data folder ${dir} cannot be read: ${code}`, error);
  }
}

/** Says no to a folder that is not ours, or of another layout; true when it is ours already. */
async function checkVersion(dir: string): Promise<boolean> {
  const entries = await entriesOf(dir);
  if (!entries.includes(VERSION_FILE)) {
    // A start that was killed may have left drafts and nothing else.
    const foreign = entries.filter((name) => !name.startsWith(VERSION_FILE) && !name.startsWith(LOCK_FILE));
    if (foreign.length === 0) return false;
    throw refuse(`${dir} is not a data folder of kvs-archiver (it holds ${foreign[0]}): name another with --data`);
  }
  const text = await readFile(join(dir, VERSION_FILE), 'utf8');
  let version: { product?: unknown; layout?: unknown };
  try {
    version = JSON.parse(text) ?? {};
  } catch (cause) {
    throw refuse(`${join(dir, VERSION_FILE)} cannot be read: name another folder with --data`, cause);
  }
  if (version.product !== 'kvs-archiver') throw refuse(`${dir} is the data folder of another program`);
  if (version.layout !== LAYOUT) {
    throw refuse(
      `${dir} has layout ${String(version.layout)}, this version reads layout ${LAYOUT}: name another folder with --data`,
    );
  }
  return true;
}

/**
 * Opens the data folder of one stack. What is not ours is told before anything is touched; a lock that a killed
 * process left is taken over.
 * @throws ArchiverError InvalidInput
 */
export async function openDataFolder(dir: string, system: System): Promise<DataFolder> {
  const isOurs = await checkVersion(dir);
  try {
    await mkdir(dir, { recursive: true });
    const version = `${JSON.stringify({ product: 'kvs-archiver', layout: LAYOUT })}\n`;
    if (!isOurs) await writeNewFile(join(dir, VERSION_FILE), version, system.random.uuid());
  } catch (error) {
    throw refuse(`the data folder ${dir} cannot be written: ${(error as NodeJS.ErrnoException).code}`, error);
  }
  const lock = await acquireLock(join(dir, LOCK_FILE), system).catch((error: unknown) => {
    if (!isArchiverError(error, 'Conflict')) throw error;
    throw refuse(
      `${dir} is in use by process ${String(error.details.pid)}: stop it, or name another with --data`,
      error,
    );
  });
  const temporary = join(dir, 'tmp');
  const forget = () => rm(temporary, { recursive: true, force: true });
  await forget();
  await mkdir(temporary);
  return {
    kvs: join(dir, 'kvs'),
    s3: join(dir, 's3'),
    dynamodb: join(dir, 'dynamodb'),
    states: join(dir, 'states'),
    iot: join(dir, 'iot'),
    secrets: join(dir, 'secrets'),
    mediaconvert: join(dir, 'mediaconvert'),
    customResources: join(dir, 'custom-resources.json'),
    issuer: join(dir, ISSUER_DIR),
    logs: join(dir, 'logs'),
    temporary,
    async release() {
      await forget();
      await lock.release();
    },
  };
}
