import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../kvs/storage/durableFiles.ts';
import { hasEnded, type JobRecord } from './JobRecord.ts';

const SUFFIX = '.json';
/** Documented: "Jobs are kept in the job history for three months". */
const KEPT_MS = 90 * 24 * 3_600_000;

/** Jobs in a folder, a file each, all of them in memory too: some thousands at the most. */
export class JobStore {
  readonly #dir: string;
  readonly #jobs: Map<string, JobRecord>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(dir: string, jobs: Map<string, JobRecord>) {
    this.#dir = dir;
    this.#jobs = jobs;
  }

  /** Opens the folder; what has ended long ago is forgotten. A file that a crash left half is none. */
  static async open(dir: string, nowMs: number): Promise<JobStore> {
    await mkdir(dir, { recursive: true });
    const jobs = new Map<string, JobRecord>();
    for (const name of (await readdir(dir)).filter((each) => each.endsWith(SUFFIX)).sort()) {
      const job = JSON.parse(await readFile(join(dir, name), 'utf8')) as JobRecord;
      if (hasEnded(job) && (job.finishedMs ?? 0) + KEPT_MS < nowMs) await rm(join(dir, name), { force: true });
      else jobs.set(job.id, job);
    }
    return new JobStore(dir, jobs);
  }

  get(id: string): JobRecord | undefined {
    return this.#jobs.get(id);
  }

  /** In the order in which they were submitted. */
  all(): readonly JobRecord[] {
    return [...this.#jobs.values()].sort((a, b) => a.submittedMs - b.submittedMs || (a.id < b.id ? -1 : 1));
  }

  /** Keeps a job for good. @returns false of one that has ended: it stays as it ended */
  async put(job: JobRecord): Promise<boolean> {
    if (!this.note(job)) return false;
    // One after the other: two writers of one file would take it from under each other.
    const written = this.#writing.then(() => this.#write(job.id));
    this.#writing = written.catch(() => undefined);
    await written;
    return true;
  }

  /** Changes what a restart may forget: how far it is. @returns false of a job that has ended */
  note(job: JobRecord): boolean {
    const known = this.#jobs.get(job.id);
    if (known !== undefined && hasEnded(known)) return false;
    this.#jobs.set(job.id, job);
    return true;
  }

  /** As it stands by then. */
  async #write(id: string): Promise<void> {
    await replaceFile(join(this.#dir, `${id}${SUFFIX}`), JSON.stringify(this.#jobs.get(id)));
  }
}
