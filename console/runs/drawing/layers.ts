import { drawnWays, type Region, type Way } from './region.ts';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly way: Way;
  /** It leads back to where the machine has been. */
  readonly isBack: boolean;
}

/** The ways of a region, and how deep each state lies: below all that lead to it. */
export interface Layers {
  readonly edges: readonly Edge[];
  readonly layerOf: ReadonlyMap<string, number>;
}

/**
 * Orders the states of a region from its start downwards. Ways that lead back are found on a walk from the start and
 * left out of account. States that nothing leads to begin walks of their own.
 */
export function layersOf(region: Region): Layers {
  const byName = new Map(region.states.map((state) => [state.name, state]));
  const edges: Edge[] = [];
  const finished: string[] = [];
  const entered = new Set<string>();
  const under = new Set<string>();
  const walk = (name: string): void => {
    const state = byName.get(name);
    if (state === undefined || entered.has(name)) return;
    entered.add(name);
    under.add(name);
    for (const way of drawnWays(state)) {
      if (!byName.has(way.to)) continue;
      edges.push({ from: name, to: way.to, way, isBack: under.has(way.to) });
      walk(way.to);
    }
    under.delete(name);
    finished.push(name);
  };
  for (const name of [region.startAt, ...byName.keys()]) walk(name);

  const layerOf = new Map<string, number>();
  // Whoever was finished last leads to none of those before.
  for (const name of finished.toReversed()) {
    const above = edges.filter(({ to, isBack }) => to === name && !isBack).map(({ from }) => layerOf.get(from) ?? 0);
    layerOf.set(name, above.length === 0 ? 0 : Math.max(...above) + 1);
  }
  return { edges, layerOf };
}
