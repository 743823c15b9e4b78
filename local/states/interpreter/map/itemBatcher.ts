import { MAX_PAYLOAD_BYTES } from '../../limits.ts';
import type { ItemBatcher } from '../Definition.ts';
import { payloadBytes } from '../payloadBytes.ts';
import type { Visit } from '../Visit.ts';
import type { SelectedItem } from './selectItems.ts';

/** The input of one child, and how many items are in it. */
export interface ChildInput {
  readonly index: number;
  readonly items: number;
  readonly input: unknown;
}

/**
 * Inputs of a distributed Map's children. Without an ItemBatcher each item is one; with it, they are
 * `{ "BatchInput"?: ..., "Items": [...] }` of at most so many items and so many bytes, and never over the payload limit.
 * Documented: developer guide, "ItemBatcher". An item that is over a limit by itself travels alone.
 */
export async function* childInputs(
  visit: Visit,
  batcher: ItemBatcher | undefined,
  items: AsyncIterable<SelectedItem>,
): AsyncGenerator<ChildInput> {
  let index = 0;
  if (batcher === undefined) {
    for await (const item of items) {
      yield { index, items: 1, input: item.input };
      index += 1;
    }
    return;
  }
  const limit = async (template: number | string | undefined, field: string, max: number) =>
    template === undefined ? max : visit.evaluateInteger(template, `ItemBatcher/${field}`, { min: 1, max });
  const maxItems = await limit(batcher.MaxItemsPerBatch, 'MaxItemsPerBatch', Number.MAX_SAFE_INTEGER);
  const maxBytes = await limit(batcher.MaxInputBytesPerBatch, 'MaxInputBytesPerBatch', MAX_PAYLOAD_BYTES);
  const shared =
    batcher.BatchInput === undefined
      ? {}
      : { BatchInput: await visit.evaluate(batcher.BatchInput, 'ItemBatcher/BatchInput') };
  const frame = payloadBytes({ ...shared, Items: [] });
  let batch: unknown[] = [];
  let bytes = frame;
  for await (const { input } of items) {
    const more = payloadBytes(input) + 1;
    if (batch.length > 0 && (batch.length >= maxItems || bytes + more - 1 > maxBytes)) {
      yield { index, items: batch.length, input: { ...shared, Items: batch } };
      index += 1;
      batch = [];
      bytes = frame;
    }
    batch.push(input);
    bytes += more;
  }
  if (batch.length > 0) yield { index, items: batch.length, input: { ...shared, Items: batch } };
}
