/** Request units of on-demand tables: a read of up to 4 KB (half of one where it may be stale), a write of up to 1 KB. */
export interface ConsumedUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
}

const READS = new Set(['GetItem', 'Query', 'Scan', 'BatchGetItem']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

export const consumesUnits = (operation: string): boolean => READS.has(operation) || WRITES.has(operation);

/**
 * The units that an answer to a call with `ReturnConsumedCapacity` tells of.
 * @param answer undefined where a condition did not hold: that costs a write too (documented: developer guide, "condition
 *   expressions"), counted here as one unit, whatever the item's size
 */
export function consumedUnits(operation: string, answer: Readonly<Record<string, unknown>> | undefined): ConsumedUnits {
  const told = answer === undefined ? [{ CapacityUnits: 1 }] : [answer.ConsumedCapacity].flat();
  const units = told.reduce((sum: number, each) => {
    const { CapacityUnits = 0 } = (each ?? {}) as { CapacityUnits?: number };
    return sum + CapacityUnits;
  }, 0);
  return READS.has(operation) ? { readUnits: units, writeUnits: 0 } : { readUnits: 0, writeUnits: units };
}
