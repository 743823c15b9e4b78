import { bareName, type Graph, type State } from './packagedMachine.ts';

/** How often a retrier tries again where it does not say (Amazon States Language, "Retrying after error"). */
const DEFAULT_MAX_ATTEMPTS = 3;

/** Attempts of a state, if every retrier is used up. */
export function attemptsOf(state: State): number {
  return 1 + (state.Retry ?? []).reduce((sum, { MaxAttempts }) => sum + (MaxAttempts ?? DEFAULT_MAX_ATTEMPTS), 0);
}

/**
 * Events of one visit of a state, if every retrier is used up; of a Map, without its iterations. Developer guide,
 * "Viewing execution details": entered and exited; of each attempt of a task its scheduling, start and end, and, where
 * it waits for a job, its submission.
 */
export function worstEventsOfState(state: State): number {
  switch (state.Type) {
    case 'Task':
      return 2 + attemptsOf(state) * (state.Resource?.includes('.sync') === true ? 4 : 3);
    // Of an inline Map its start and end; of a distributed one the Map Run's too.
    case 'Map':
      return 2 + (state.ToleratedFailurePercentage === undefined ? 2 : 4) * attemptsOf(state);
    case 'Fail':
      return 1;
    default:
      return 2;
  }
}

/** Names of states that can be reached from themselves. */
export function statesInLoops(graph: Graph): Set<string> {
  const ways = new Map(Object.entries(graph.States).map(([name, state]) => [name, waysOf(state)]));
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const next = [...(ways.get(from) ?? [])];
    for (let name = next.pop(); name !== undefined; name = next.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      next.push(...(ways.get(name) ?? []));
    }
    return seen;
  };
  return new Set([...ways.keys()].filter((name) => reached(name).has(name)).map(bareName));
}

function waysOf(state: State): string[] {
  const { Next, Default, Choices, Catch } = state as {
    Next?: string;
    Default?: string;
    Choices?: { Next: string }[];
    Catch?: { Next: string }[];
  };
  return [Next, Default, ...[...(Choices ?? []), ...(Catch ?? [])].map((way) => way.Next)].filter(
    (name) => name !== undefined,
  );
}

/**
 * Events of one way through a graph, if everything is retried to the last attempt.
 *
 * @param visits how often each state is visited, by its bare name; those in no loop are taken to be visited once
 * @throws where a state lies in a loop, and nothing says how often that is gone round
 */
export function worstEvents(graph: Graph, visits: Readonly<Record<string, number>>): number {
  const loops = statesInLoops(graph);
  const strange = Object.keys(visits).filter(
    (name) => !Object.keys(graph.States).some((state) => bareName(state) === name),
  );
  if (strange.length > 0) throw new Error(`there is no ${strange.join(', ')}`);
  return Object.entries(graph.States).reduce((sum, [fullName, state]) => {
    const name = bareName(fullName);
    const times = visits[name] ?? (loops.has(name) ? undefined : 1);
    if (times === undefined) throw new Error(`${name} lies in a loop: how often is it visited?`);
    return sum + times * worstEventsOfState(state);
  }, 0);
}
