import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { ArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import { writeNewFile } from './writeNewFile.ts';

/** Who holds a lock: enough to tell, after a `kill -9` or a reboot, that the holder is gone. */
interface LockHolder {
  readonly pid: number;
  /** The process's start time as the kernel counts it; empty where the platform does not tell. */
  readonly started: string;
  readonly token: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** A lock that cannot be read is looked at again after this time. */
const HALF_WRITTEN_MS = 200;
/** To look once and to take one file away. */
const BREAK_WAIT_MS = 30_000;

async function startOfProcess(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the second field is the command in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // No /proc on this platform, or no such process: isAlive decides.
  }
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  if (!(holder.pid > 0)) return false; // 0 and -1 would ask for whole groups of processes.
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.started === '' || holder.started === (await startOfProcess(holder.pid));
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const parsed = JSON.parse(text) as Partial<LockHolder>;
    return { pid: parsed.pid ?? -1, started: parsed.started ?? '', token: parsed.token ?? '' };
  } catch {
    return { pid: -1, started: '', token: text }; // Noise; or, where links are missing, being written just now.
  }
}

/**
 * Takes a dead holder's lock away. One process at a time may do so, and only this very lock: who read it while it was
 * still the stale one, and comes when a living process has it, leaves it. (To move it aside and put it back is not
 * enough: in between a third one takes the free place.)
 */
async function breakStaleLock(path: string, stale: LockHolder, system: System): Promise<void> {
  const name = createHash('sha256').update(stale.token).digest('hex').slice(0, 16);
  const breaking = await acquireLock(`${path}.${name}.stale`, system, BREAK_WAIT_MS);
  try {
    if ((await readHolder(path))?.token === stale.token) await rm(path, { force: true });
  } finally {
    await breaking.release();
  }
}

/**
 * Takes the lock file at `path`, in the name of this process. A lock whose process is gone is taken over.
 * @param waitMs how long to wait for a live holder; 0 gives up at once
 * @throws ArchiverError Conflict when a live process holds it, with `details.pid`
 */
export async function acquireLock(path: string, system: System, waitMs = 0): Promise<Lock> {
  const holder: LockHolder = {
    pid: process.pid,
    started: await startOfProcess(process.pid),
    token: system.random.uuid(),
  };
  const until = system.clock.now() + waitMs;
  let doubted = false;
  for (;;) {
    if (await writeNewFile(path, JSON.stringify(holder), holder.token)) {
      return {
        async release() {
          if ((await readHolder(path))?.token === holder.token) await rm(path, { force: true });
        },
      };
    }
    const current = await readHolder(path);
    if (current === undefined) continue;
    if (current.pid === -1 && !doubted) {
      doubted = true;
      await system.clock.sleep(HALF_WRITTEN_MS);
      continue;
    }
    if (!(await isAlive(current))) {
      await breakStaleLock(path, current, system);
      continue;
    }
    if (system.clock.now() >= until) {
      throw new ArchiverError('Conflict', `${path} is held by process ${current.pid}`, {
        details: { pid: current.pid },
      });
    }
    await system.clock.sleep(50 + 100 * system.random.fraction());
  }
}
