import type { ExecutionIdentity, ExecutionResult } from '../../../local/states/interpreter/Execution.ts';
import type { HistoryEvent } from '../../../local/states/interpreter/HistoryEvent.ts';
import { runStateMachine, type StateMachineRun } from '../../../local/states/interpreter/runStateMachine.ts';
import type { TaskContext } from '../../../local/states/interpreter/TaskRunner.ts';
import { simulatedSystem } from '../../simulation/SimulatedClock.ts';
import { MemoryS3 } from './MemoryS3.ts';

const aslValidator = require('asl-validator') as (definition: unknown) => { isValid: boolean; errorsText(): string };

/** A definition of the given states, of which the first is the start. */
export function machine(states: Record<string, unknown>, more: Record<string, unknown> = {}): unknown {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** Definitions that asl-validator has accepted: it takes a fifth of a second for each. */
const accepted = new Set<string>();

/** @throws TypeError where asl-validator refuses the definition */
export function acceptDefinition(definition: unknown): void {
  const text = JSON.stringify(definition);
  if (accepted.has(text)) return;
  const valid = aslValidator(definition);
  if (!valid.isValid) throw new TypeError(`asl-validator: ${valid.errorsText()}`);
  accepted.add(text);
}

/** Any call of a task, by resource, with its arguments. */
export type Tasks = (resource: string, args: unknown, context: TaskContext) => unknown;

export interface Ran {
  readonly result: ExecutionResult;
  readonly events: readonly (readonly [ExecutionIdentity, HistoryEvent])[];
  readonly s3: MemoryS3;
  /** Virtual milliseconds from start to end. */
  readonly tookMs: number;
}

/** Runs a definition in virtual time, after asl-validator has accepted it. */
export async function runMachine(
  definition: unknown,
  options: { input?: unknown; tasks?: Tasks; s3?: MemoryS3; seed?: number } & Partial<StateMachineRun> = {},
): Promise<Ran> {
  const { input = {}, tasks, s3 = new MemoryS3(), seed, ...more } = options;
  acceptDefinition(definition);
  const system = more.system ?? simulatedSystem(seed);
  const startMs = system.clock.now();
  const events: [ExecutionIdentity, HistoryEvent][] = [];
  const result = await runStateMachine({
    definition,
    input,
    taskRunner: { run: async (resource, args, context) => tasks?.(resource, args, context) },
    s3,
    onEvent: (event, execution) => events.push([execution, event]),
    ...more,
    system,
  });
  return { result, events, s3, tookMs: system.clock.now() - startMs };
}

/** An error as a task runner throws it. */
export function taskError(name: string, message = ''): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
