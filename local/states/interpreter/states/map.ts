import type { MapState } from '../Definition.ts';
import { recover } from '../recover.ts';
import type { Departure, Visit } from '../Visit.ts';
import { runDistributedMap } from './distributedMap.ts';
import { runInlineMap } from './inlineMap.ts';

/** Map: the processor for each item, inside this execution (INLINE) or as executions of their own (DISTRIBUTED). */
export function runMap(visit: Visit, state: MapState): Promise<Departure> {
  const distributed = state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  return recover(visit, state, async () => {
    const result = await (distributed ? runDistributedMap(visit, state) : runInlineMap(visit, state));
    return visit.depart(state, state.Next, { result });
  });
}
