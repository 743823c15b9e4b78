import type { MapState } from '../Definition.ts';
import type { MapItem, Visit } from '../Visit.ts';
import { type DatasetItem, itemsFromReader } from './itemReader.ts';

/** What one iteration starts from. */
export interface SelectedItem {
  readonly mapItem: MapItem;
  /** The item, or what ItemSelector makes of it. */
  readonly input: unknown;
}

/** Items of the state: `Items`, by default its input. @throws StateFailure States.QueryEvaluationError unless an array */
export async function itemsOfState(visit: Visit, state: MapState): Promise<readonly unknown[]> {
  const items = state.Items === undefined ? visit.input : await visit.evaluate(state.Items, 'Items');
  if (!Array.isArray(items)) {
    throw visit.evaluationFailure('Items', "The field 'Items' must be an array.");
  }
  return items;
}

/** One item through ItemSelector. */
export async function selectItem(
  visit: Visit,
  state: MapState,
  index: number,
  item: DatasetItem,
): Promise<SelectedItem> {
  const source = item.source === undefined ? {} : { Source: item.source };
  const mapItem: MapItem = { Index: index, Value: item.value, ...source };
  const input =
    state.ItemSelector === undefined
      ? item.value
      : await visit.evaluate(state.ItemSelector, 'ItemSelector', { mapItem });
  return { mapItem, input };
}

/** Every item, from the state or from S3, through ItemSelector, in order and one at a time. */
export async function* selectItems(visit: Visit, state: MapState): AsyncGenerator<SelectedItem> {
  let index = 0;
  if (state.ItemReader !== undefined) {
    for await (const item of itemsFromReader(visit, state.ItemReader)) {
      yield await selectItem(visit, state, index, item);
      index += 1;
    }
    return;
  }
  for (const value of await itemsOfState(visit, state)) {
    yield await selectItem(visit, state, index, { value });
    index += 1;
  }
}
