import type { System } from '../../../core/system.ts';
import type { StatesS3, StatesS3InRoles } from '../StatesS3.ts';
import type { MachineAction } from '../tasks/taskAccess.ts';
import type { StateGraph } from './Definition.ts';
import type { HistoryEvent } from './HistoryEvent.ts';
import type { MapRunProgress } from './map/MapRun.ts';
import type { Progress } from './readProgress.ts';
import type { ExecutionStopped } from './StateFailure.ts';
import type { TaskRunner } from './TaskRunner.ts';

export type ExecutionType = 'STANDARD' | 'EXPRESS';

/** Who an execution is. */
export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly type: ExecutionType;
  readonly roleArn: string;
  readonly input: unknown;
  /** UTC epoch milliseconds. */
  readonly startMs: number;
  /** The Map Run whose child this is, and which of its inputs it has. */
  readonly mapRunArn?: string;
  readonly mapIndex?: number;
  /** How often it was redriven; none where it runs for the first time. */
  readonly redriveCount?: number;
}

/** Where an execution goes on that ended without success. */
export interface Resumption {
  /** Undefined where it failed before its first state. */
  readonly progress: Progress | undefined;
  /** Of all its events, also those of branches. */
  readonly lastEventId: number;
}

/** A Standard child of an earlier attempt of a Map Run. */
export interface RecordedChild extends Resumption {
  readonly index: number;
  readonly executionArn: string;
  readonly name: string;
  readonly startMs: number;
  readonly redriveCount: number;
  /** What it gave, where it succeeded. */
  readonly output?: unknown;
  readonly succeeded: boolean;
}

/** How an execution ended. */
export type ExecutionResult =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

/** Is told what happens, in order; a distributed Map's children included. */
export interface ExecutionObserver {
  /** `stop` ends this execution alone. */
  started?(execution: ExecutionIdentity, stop: (reason: ExecutionStopped) => void): void;
  event?(event: HistoryEvent, execution: ExecutionIdentity): void;
  ended?(execution: ExecutionIdentity, result: ExecutionResult): void;
  /** A Map Run began, or a child of it ended, or it ended. The object is the run's own and changes with it. */
  mapRun?(run: MapRunProgress): void;
}

/** Asks whether a machine's role allows an execution to act so; why not, where it does not. */
export type AuthorizeMachine = (
  roleArn: string,
  executionArn: string,
  actions: readonly MachineAction[],
) => string | undefined;

/** What executions need from the outside. */
export interface Host {
  readonly system: System;
  readonly taskRunner: TaskRunner;
  readonly s3: StatesS3 | StatesS3InRoles;
  /** Asked before a machine starts children; all may, where it is left out. */
  readonly authorize?: AuthorizeMachine | undefined;
  /** Children that a Map Run had before it was redriven. */
  readonly recorded?: ((mapRunArn: string) => readonly RecordedChild[]) | undefined;
  readonly observer: ExecutionObserver;
}

/** One execution under way. */
export interface Execution {
  readonly identity: ExecutionIdentity;
  readonly host: Host;
}

/** A machine, or a distributed Map's processor, to be executed. */
export interface Program {
  readonly graph: StateGraph;
  readonly timeoutSeconds?: number | undefined;
}
