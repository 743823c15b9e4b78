import type { components } from '../../../client/createClient.ts';

export type Region = components['schemas']['MachineRegion'];
export type State = components['schemas']['MachineState'];
export type Way = State['ways'][number];

/** The ways of a state as they are drawn: several to one state are one line, but a caught error's is its own. */
export function drawnWays({ name, ways }: State): Way[] {
  const drawn = new Map<string, Way>();
  for (const way of ways) {
    // A state that leads to itself is told in the list.
    if (way.to !== name)
      drawn.set(`${way.by === 'catch'} ${way.to}`, drawn.get(`${way.by === 'catch'} ${way.to}`) ?? way);
  }
  return [...drawn.values()];
}

/** Every state of a region, those within others too, in the order of the definition, with what it is in. */
export function* statesIn(
  { states }: Region,
  within: readonly string[] = [],
): Generator<{ readonly state: State; readonly within: readonly string[] }, void, undefined> {
  for (const state of states) {
    yield { state, within };
    for (const region of state.inner ?? []) yield* statesIn(region, [...within, state.name]);
  }
}
