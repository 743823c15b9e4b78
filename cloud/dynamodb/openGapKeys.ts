import { createHash } from 'node:crypto';
import { type GapRow, planRowKey } from '../../core/ledger/ledgerRow.ts';

/**
 * The list of all open gaps lies in so many partitions: an outage of 50,000 streams writes more gaps a second than one
 * partition takes (1,000 writes), and what an index cannot take its table refuses.
 */
const SHARDS = 16;
const shardName = (shard: number): string => String(shard).padStart(2, '0');
export const OPEN_SHARDS: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => shardName(shard));

/** The keys of the sparse index `expiring`: only `failed` gaps bear them, ordered by when KVS takes them away. */
export function openGapKeys(row: GapRow): { open?: string; expiring?: string } {
  if (row.reason !== 'failed' || row.nextTryMs === undefined) return {};
  const first = createHash('sha256').update(row.streamArn).digest()[0] ?? 0;
  const expiring = `${String(row.expiresMs ?? 0).padStart(15, '0')}#${row.streamArn}#${planRowKey(row)}`;
  return { open: shardName(first % SHARDS), expiring };
}
