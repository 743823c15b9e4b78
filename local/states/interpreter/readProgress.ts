import type { HistoryEvent } from './HistoryEvent.ts';

/** How far an execution came, as its history tells: the state that was entered and not left, and what it had. */
export interface Progress {
  readonly state: string;
  readonly input: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly enteredEventId: number;
  /** The event after which it goes on. */
  readonly lastEventId: number;
  /** Iterations of an inline Map that came to their end, by index, with their outputs. */
  readonly iterations: ReadonlyMap<number, unknown>;
  /** The Map Run that goes on with the children it has. */
  readonly mapRunArn?: string;
}

/**
 * After these the Map Run is not the one to go on with: a new one begins. Documented: developer guide, "Redriving Map
 * Runs", for a reader or writer that failed.
 */
const NEW_MAP_RUN_AFTER = ['States.ItemReaderFailed', 'States.ResultWriterFailed'];

/**
 * Reads from a history where a redriven execution goes on. Documented: developer guide, "Restarting state machine
 * executions with redrive": at the state that was entered and has no `...StateExited`; of an inline Map only iterations
 * that failed or were aborted run again. That these begin anew, rather than at the state that failed, is assumed; so is
 * that a Parallel state runs all its branches again (AWS: those that failed).
 *
 * @returns undefined where no state was entered
 */
export function readProgress(events: readonly HistoryEvent[]): Progress | undefined {
  const after = new Map<number, HistoryEvent[]>();
  for (const event of events) after.set(event.previousEventId, [...(after.get(event.previousEventId) ?? []), event]);
  const variables: Record<string, unknown> = {};
  let at: { name: string; input: unknown; id: number } | undefined;
  let iterations = new Map<number, unknown>();
  let mapRunArn: string | undefined;
  let last = 0;
  for (let event = events[0]; event !== undefined; ) {
    const { type, id } = event;
    const details = detailsOf(event);
    last = id;
    if (type.endsWith('StateEntered')) {
      at = { name: String(details.name), input: parse(details.input), id };
      iterations = new Map();
      mapRunArn = undefined;
    } else if (type.endsWith('StateExited')) {
      Object.assign(variables, assignedBy(details));
      at = undefined;
    } else if (type === 'MapRunStarted') mapRunArn = String(details.mapRunArn);
    else if (type === 'MapRunFailed' && NEW_MAP_RUN_AFTER.includes(String(details.error))) mapRunArn = undefined;
    const next: readonly HistoryEvent[] = after.get(id) ?? [];
    for (const inner of next.filter((each) => each.type === 'MapIterationStarted')) {
      const output = iterationOutput(inner, after);
      if (output !== undefined) iterations.set(Number(detailsOf(inner).index), output.value);
    }
    // Branches of a Parallel begin with a state: the Parallel itself goes on with its own end.
    const inBranch = (each: HistoryEvent) => type === 'ParallelStateStarted' && each.type.endsWith('StateEntered');
    event = next.find((each) => each.type !== 'MapIterationStarted' && !inBranch(each));
  }
  if (at === undefined) return undefined;
  const run = mapRunArn === undefined ? {} : { mapRunArn };
  return {
    ...{ state: at.name, input: at.input, enteredEventId: at.id, variables, lastEventId: last, iterations },
    ...run,
  };
}

/** What an iteration gave, where it came to its end: the output of the last state it left. */
function iterationOutput(
  first: HistoryEvent,
  after: ReadonlyMap<number, readonly HistoryEvent[]>,
): { value: unknown } | undefined {
  let output: unknown;
  for (let event: HistoryEvent | undefined = first; event !== undefined; ) {
    if (event.type.endsWith('StateExited')) output = parse(detailsOf(event).output);
    if (event.type === 'MapIterationSucceeded') return { value: output };
    const next: readonly HistoryEvent[] = after.get(event.id) ?? [];
    const inner: boolean = event.type === 'ParallelStateStarted' || event.type === 'MapStateStarted';
    event = inner ? next.find(({ type }) => /State(Succeeded|Failed)$/.test(type)) : next[0];
  }
  return undefined;
}

function assignedBy(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const assigned = (details.assignedVariables ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, parse(value)]));
}

function detailsOf(event: HistoryEvent): Record<string, unknown> {
  const field = Object.keys(event).find((key) => key.endsWith('EventDetails'));
  return (field === undefined ? {} : event[field]) as Record<string, unknown>;
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? (JSON.parse(text) as unknown) : null;
}
