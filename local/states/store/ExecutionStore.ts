import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../interpreter/HistoryEvent.ts';
import type { MapRunProgress } from '../interpreter/map/MapRun.ts';
import type { ExecutionEnd, ExecutionRecord } from './ExecutionRecord.ts';
import { JsonLines } from './JsonLines.ts';

/** Executions that are kept of each machine. */
const KEPT_PER_MACHINE = 1_000;
/** Documented: Service quotas, "Execution history retention time". */
const KEPT_MS = 90 * 24 * 3_600_000;
/** Starts between two looks for what may go. */
const PRUNE_EVERY = 200;
const RESTARTED = 'The local stack ended or was restarted while this execution was running.';

type Line =
  | { readonly kind: 'started'; readonly record: ExecutionRecord }
  | { readonly kind: 'redriven'; readonly executionArn: string; readonly redriveMs: number }
  | { readonly kind: 'ended'; readonly executionArn: string; readonly end: ExecutionEnd }
  | { readonly kind: 'mapRun'; readonly run: MapRunProgress };

/**
 * Standard executions with their histories, under one folder: `executions.jsonl`, and a file of events for each.
 * Survives a restart and `kill -9`; what was running then is ABORTED, with a cause that says so.
 */
export class ExecutionStore {
  readonly #folder: string;
  readonly #index: JsonLines;
  readonly #now: () => number;
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #mapRuns = new Map<string, MapRunProgress>();
  #startsSincePrune = 0;

  constructor(folder: string, now: () => number) {
    this.#folder = join(folder, 'histories');
    this.#now = now;
    mkdirSync(this.#folder, { recursive: true });
    this.#index = new JsonLines(join(folder, 'executions.jsonl'));
    for (const line of this.#index.read()) this.#take(line as Line);
    this.#endWhatWasRunning();
    this.prune();
    this.#sweepHistories();
  }

  started(record: ExecutionRecord): void {
    this.#write({ kind: 'started', record });
    this.#startsSincePrune += 1;
    if (this.#startsSincePrune >= PRUNE_EVERY) this.prune();
  }

  /** An execution that had ended goes on. */
  redriven(executionArn: string, redriveMs: number): void {
    this.#write({ kind: 'redriven', executionArn, redriveMs });
  }

  event(executionArn: string, event: HistoryEvent): void {
    this.#history(executionArn).append(event);
  }

  ended(executionArn: string, end: ExecutionEnd): void {
    this.#write({ kind: 'ended', executionArn, end });
  }

  /** For an end that cannot be written: it holds for this process, and after a restart the execution is ABORTED. */
  endedUnwritten(executionArn: string, end: ExecutionEnd): void {
    this.#take({ kind: 'ended', executionArn, end });
  }

  /** Keeps the run's object, which changes as it goes on; written at its beginning and at its end. */
  mapRun(run: MapRunProgress): void {
    if (!this.#mapRuns.has(run.mapRunArn) || run.status !== 'RUNNING') this.#index.append({ kind: 'mapRun', run });
    this.#mapRuns.set(run.mapRunArn, run);
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  /** All executions that match, newest first. */
  list(matches: (record: ExecutionRecord) => boolean): ExecutionRecord[] {
    const order = (a: ExecutionRecord, b: ExecutionRecord) =>
      b.startMs - a.startMs || (a.executionArn < b.executionArn ? -1 : 1);
    return [...this.#records.values()].filter(matches).sort(order);
  }

  /** All events, oldest first. */
  history(executionArn: string): HistoryEvent[] {
    return this.#history(executionArn).read() as HistoryEvent[];
  }

  findMapRun(mapRunArn: string): MapRunProgress | undefined {
    return this.#mapRuns.get(mapRunArn);
  }

  /** Map Runs of an execution, newest first. */
  mapRunsOf(executionArn: string): MapRunProgress[] {
    return [...this.#mapRuns.values()].filter((run) => run.executionArn === executionArn).reverse();
  }

  /** Forgets what is too old or too many, with its history; what is running stays. */
  prune(): void {
    this.#startsSincePrune = 0;
    const oldest = this.#now() - KEPT_MS;
    const perMachine = new Map<string, number>();
    const gone = new Set<string>();
    for (const record of this.list(() => true)) {
      const count = (perMachine.get(record.stateMachineArn) ?? 0) + 1;
      perMachine.set(record.stateMachineArn, count);
      if (record.end !== undefined && (count > KEPT_PER_MACHINE || record.end.stopMs < oldest)) {
        gone.add(record.executionArn);
      }
    }
    const orphans = [...this.#mapRuns.values()].filter(
      (run) => run.status !== 'RUNNING' && (gone.has(run.executionArn) || (run.stopMs ?? oldest) < oldest),
    );
    if (gone.size === 0 && orphans.length === 0) return;
    for (const arn of gone) this.#records.delete(arn);
    for (const run of orphans) this.#mapRuns.delete(run.mapRunArn);
    this.#index.replace(this.#lines());
    for (const arn of gone) rmSync(this.#history(arn).path, { force: true });
  }

  #lines(): Line[] {
    const records = [...this.#records.values()].map((record): Line => ({ kind: 'started', record }));
    return [...records, ...[...this.#mapRuns.values()].map((run): Line => ({ kind: 'mapRun', run }))];
  }

  #write(line: Line): void {
    this.#index.append(line);
    this.#take(line);
  }

  #take(line: Line): void {
    if (line.kind === 'started') this.#records.set(line.record.executionArn, line.record);
    else if (line.kind === 'mapRun') this.#mapRuns.set(line.run.mapRunArn, line.run);
    else {
      const record = this.#records.get(line.executionArn);
      if (record === undefined) return;
      const { end: _end, ...open } = record;
      const redriven = { redriveCount: (record.redriveCount ?? 0) + 1 };
      const changed =
        line.kind === 'ended' ? { ...record, end: line.end } : { ...open, ...redriven, redriveMs: line.redriveMs };
      this.#records.set(line.executionArn, changed);
    }
  }

  #endWhatWasRunning(): void {
    const stopMs = this.#now();
    for (const record of this.#records.values()) {
      if (record.end !== undefined) continue;
      const last = this.history(record.executionArn).at(-1)?.id ?? 0;
      const details = { executionAbortedEventDetails: { cause: RESTARTED } };
      const event = { id: last + 1, previousEventId: last, timestamp: stopMs, type: 'ExecutionAborted', ...details };
      this.event(record.executionArn, event);
      this.ended(record.executionArn, { status: 'ABORTED', stopMs, cause: RESTARTED });
    }
    for (const run of [...this.#mapRuns.values()]) {
      if (run.status === 'RUNNING') this.mapRun({ ...run, status: 'ABORTED', stopMs });
    }
  }

  /** Removes histories that no execution owns: the process ended between the two steps of forgetting one. */
  #sweepHistories(): void {
    const owned = new Set([...this.#records.keys()].map((arn) => this.#history(arn).path));
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if (!owned.has(path)) rmSync(path, { force: true });
    }
  }

  /** Names of executions are no file names: their ARN's hash is. */
  #history(executionArn: string): JsonLines {
    const hash = createHash('sha256').update(executionArn).digest('hex').slice(0, 32);
    return new JsonLines(join(this.#folder, `${hash}.jsonl`));
  }
}
