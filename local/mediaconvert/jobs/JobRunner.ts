import type { System } from '../../../core/system.ts';
import type { BusEvent } from '../../events/createEvents.ts';
import type { LocalTranscoder, MadePiece, TranscodeOrder } from '../../transcode/TranscodeOrder.ts';
import { OutputWriter } from '../outputs/OutputWriter.ts';
import { faultOf, roleMissing, roleUntrusted, timedOut } from './JobFault.ts';
import type { JobRecord, JobRequest } from './JobRecord.ts';
import type { JobStore } from './JobStore.ts';
import { type JobEventDetail, jobEvent } from './jobEvent.ts';
import type { JobRegion } from './jobView.ts';
import { planJob } from './planJob.ts';
import type { RoleStorage } from './RoleStorage.ts';
import { urlOf } from './S3Place.ts';

/** Of a role that is named in a job: its own storage, or why the service cannot act in it. */
export type RoleAnswer = RoleStorage | 'missing' | 'untrusted';

export interface JobRunnerOptions extends JobRegion {
  readonly store: JobStore;
  readonly system: System;
  storageOf(roleArn: string): RoleAnswer;
  readonly transcoders: { of(order: { readonly sources: readonly string[] }): Promise<LocalTranscoder> };
  emit(event: BusEvent): void;
  /** What is our own fault, to be shown. */
  onFailure(error: unknown): void;
}

/** A job that made nothing for so long does not make anything any more, however busy the machine is. */
const LONGEST_STILL_MS = 15 * 60_000;
const WATCH_MS = 30_000;
const DEFAULT_UPDATE_SECONDS = 60;

/** Why a job is stopped that runs. */
type Stop = 'canceled' | 'closing' | 'still';

/** Carries out jobs, one at a time: the machine has few cores, and a camera to listen to. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  #running: { readonly id: string; readonly control: AbortController } | undefined;
  #loop: Promise<void> | undefined;
  #closed = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Begins with what waits, unless it is at it. */
  wake(): void {
    if (this.#closed || this.#loop !== undefined) return;
    this.#loop = this.#work()
      .catch((error: unknown) => this.#options.onFailure(error))
      .finally(() => {
        this.#loop = undefined;
        if (this.#next() !== undefined) this.wake();
      });
  }

  /** Ends a job that waits or runs; its files stay as far as they are written (documented). */
  async cancel(job: JobRecord): Promise<void> {
    if (this.#running?.id === job.id) this.#running.control.abort('canceled' satisfies Stop);
    await this.#end({ ...job, status: 'CANCELED' }, { status: 'CANCELED' });
  }

  /** Stops what runs: it begins anew when the stack does. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#running?.control.abort('closing' satisfies Stop);
    await this.#loop;
  }

  #next(): JobRecord | undefined {
    if (this.#closed) return undefined;
    const waiting = this.#options.store
      .all()
      .filter(({ status }) => status === 'SUBMITTED' || status === 'PROGRESSING');
    // Documented: the highest priority first, then the one that waits longest.
    return waiting.sort((a, b) => (b.request.priority ?? 0) - (a.request.priority ?? 0))[0];
  }

  async #work(): Promise<void> {
    for (let job = this.#next(); job !== undefined; job = this.#next()) await this.#carryOut(job);
  }

  async #carryOut(submitted: JobRecord): Promise<void> {
    const { store, system } = this.#options;
    const control = new AbortController();
    this.#running = { id: submitted.id, control };
    const run: Run = { inputUrl: '', inputBytes: 0, activeMs: system.clock.now() };
    const watching = new AbortController();
    const watch = this.#watch(run, control, watching.signal);
    try {
      const started: JobRecord = {
        ...submitted,
        status: 'PROGRESSING',
        phase: 'PROBING',
        percent: 0,
        startedMs: submitted.startedMs ?? system.clock.now(),
      };
      if (!(await store.put(started))) return;
      this.#tell(started, { status: 'PROGRESSING' });
      const done = await this.#transcode(started, run, control.signal);
      if (!control.signal.aborted)
        await this.#end({ ...done, status: 'COMPLETE', percent: 100 }, { status: 'COMPLETE' });
    } catch (error) {
      const why: unknown = control.signal.reason;
      if (why === 'canceled' || why === 'closing') return;
      const fault = why === 'still' ? timedOut() : faultOf(error, run.inputUrl, run.inputBytes);
      if (fault.code === 1999) this.#options.onFailure(error);
      const job = store.get(submitted.id) ?? submitted;
      const ended: JobRecord = { ...job, status: 'ERROR', errorCode: fault.code, errorMessage: fault.message };
      await this.#end(ended, { status: 'ERROR' });
    } finally {
      watching.abort();
      await watch;
      this.#running = undefined;
    }
  }

  async #transcode(started: JobRecord, run: Run, signal: AbortSignal): Promise<JobRecord> {
    const { store, system, transcoders } = this.#options;
    const { request } = started;
    const plan = planJob(request.settings ?? {});
    const first = plan.inputs[0];
    run.inputUrl = first === undefined ? '' : urlOf(first);
    const storage = this.#storage(request, run.inputUrl);
    const sources: string[] = [];
    for (const input of plan.inputs) {
      const { bytes, url } = await storage.open(input);
      run.inputBytes = bytes;
      sources.push(url);
    }
    const order: TranscodeOrder = { ...plan.order, sources };
    const writer = new OutputWriter(plan, (place, body, type) => storage.put(place, body, type));
    const updates = this.#updates(request);
    let job: JobRecord = { ...started, phase: 'TRANSCODING' };
    const take = async (piece: MadePiece): Promise<void> => {
      signal.throwIfAborted();
      run.activeMs = system.clock.now();
      await writer.take(piece);
      if (piece.kind === 'probed')
        this.#tell(job, { status: 'INPUT_INFORMATION', inputs: plan.inputs, sources: piece.sources });
      if (piece.kind !== 'progress' || signal.aborted) return;
      job = { ...job, percent: piece.percent };
      store.note(job);
      if (updates.isDue()) this.#tell(job, { status: 'STATUS_UPDATE', framesDecoded: piece.frames });
    };
    const transcoder = await transcoders.of(order);
    const { lost } = await transcoder.transcode(order, take, signal);
    job = { ...job, phase: 'UPLOADING' };
    const outputGroupDetails = await writer.end();
    signal.throwIfAborted();
    const warnings = lost > 0 ? [`${lost} pictures of the input could not be decoded`] : [];
    return { ...job, warnings, outputGroupDetails };
  }

  #storage({ role = '' }: JobRequest, inputUrl: string): RoleStorage {
    const answer = this.#options.storageOf(role);
    if (answer === 'missing') throw roleMissing();
    if (answer === 'untrusted') throw roleUntrusted(inputUrl);
    return answer;
  }

  /** Documented: StatusUpdateInterval: how often an event tells how far a job is. */
  #updates({ statusUpdateInterval = '' }: JobRequest): { isDue(): boolean } {
    const { clock } = this.#options.system;
    const seconds = Number(/^SECONDS_(\d+)$/.exec(statusUpdateInterval)?.[1] ?? DEFAULT_UPDATE_SECONDS);
    let nextMs = clock.now();
    return {
      isDue() {
        if (clock.now() < nextMs) return false;
        nextMs = clock.now() + seconds * 1000;
        return true;
      },
    };
  }

  async #watch(run: Run, control: AbortController, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options.system;
    while (!signal.aborted) {
      const isOver = await clock.sleep(WATCH_MS, signal).then(
        () => false,
        () => true,
      );
      if (isOver) return;
      if (clock.now() - run.activeMs > LONGEST_STILL_MS) control.abort('still' satisfies Stop);
    }
  }

  async #end(job: JobRecord, said: JobEventDetail): Promise<void> {
    const { phase: _phase, ...rest } = job;
    const ended: JobRecord = { ...rest, finishedMs: this.#options.system.clock.now() };
    if (await this.#options.store.put(ended)) this.#tell(ended, said);
  }

  #tell(job: JobRecord, said: JobEventDetail): void {
    const { system, region, accountId, emit } = this.#options;
    emit(jobEvent(job, said, { region, accountId, id: system.random.uuid(), nowMs: system.clock.now() }));
  }
}

interface Run {
  inputUrl: string;
  inputBytes: number;
  activeMs: number;
}
