import { join } from 'node:path';
import { acquireLock, type Lock } from '../../cloud/system/lock/acquireLock.ts';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { SpoolFiles } from './SpoolFiles.ts';
import { readRecord, recordHead } from './spoolRecord.ts';

const VERSION = 1;

/**
 * Makes a spool's folder, or takes one over that nobody uses. A spool belongs to one stream: its footage must not go to
 * another one because somebody changed a setting.
 * @throws ArchiverError `Conflict` when another process has it; `InvalidInput` when it is another stream's, or the folder
 *   cannot be used.
 */
export async function openSpoolFolder(
  folder: string,
  streamName: string,
  files: SpoolFiles,
  system: System,
): Promise<Lock> {
  try {
    await files.makeFolder(join(folder, 'headers'));
    await files.makeFolder(join(folder, 'fragments'));
    const lock = await acquireLock(join(folder, 'lock'), system);
    try {
      await checkOwner(folder, streamName, files);
      return lock;
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (cause) {
    if (isArchiverError(cause, 'InvalidInput')) throw cause;
    if (isArchiverError(cause, 'Conflict')) {
      const pid = String(cause.details.pid);
      throw new ArchiverError('Conflict', `the spool ${folder} is in use by process ${pid}: a device has its own`, {
        cause,
        details: cause.details,
      });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError('InvalidInput', `the spool ${folder} cannot be used: ${why}`, { cause });
  }
}

async function checkOwner(folder: string, streamName: string, files: SpoolFiles): Promise<void> {
  const path = join(folder, 'spool');
  const record = readRecord((await files.read(path)) ?? new Uint8Array());
  if (record === undefined) {
    if (await holdsFootage(folder, files)) {
      throw new ArchiverError('InvalidInput', `the spool ${folder} does not say whose footage it holds: move it aside`);
    }
    const content = Buffer.from(JSON.stringify({ version: VERSION, streamName }));
    await files.write(`${path}.part`, [recordHead(content), content]);
    await files.rename(`${path}.part`, path);
    return;
  }
  const about = JSON.parse(Buffer.from(record).toString('utf8')) as { version?: unknown; streamName?: unknown };
  if (about.version !== VERSION) {
    throw new ArchiverError('InvalidInput', `the spool ${folder} is of another version: ${String(about.version)}`);
  }
  if (about.streamName !== streamName) {
    throw new ArchiverError(
      'InvalidInput',
      `the spool ${folder} holds footage of ${String(about.streamName)}, not of ${streamName}: name another folder`,
    );
  }
}

async function holdsFootage(folder: string, files: SpoolFiles): Promise<boolean> {
  for (const name of await files.list(join(folder, 'fragments'))) {
    if ((await files.list(join(folder, 'fragments', name))).length > 0) return true;
  }
  return false;
}
