import { type Fragment, type FragmentNumber, type ProducerMs, producerMs } from '../../../core/fragment.ts';
import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import { type PlanPorts, readPlan } from './planStore.ts';

/** What the ledger and the open plans already hold of a listing. */
export interface KnownFragments {
  /** In a clip, in a gap or in an open plan. */
  readonly numbers: ReadonlySet<FragmentNumber>;
  /** In a clip, or in one that was erased: done with. */
  readonly archived: ReadonlySet<FragmentNumber>;
  /** Gaps that hold some of the listing. */
  readonly gaps: readonly GapRow[];
  /** In an open plan. */
  readonly open: ReadonlySet<FragmentNumber>;
}

/** Listed footage further apart than this is looked up apart: one clock gone wrong must not read the whole ledger. */
const ISLAND_MS = 3_600_000;
/** Plan documents on their way at once: a live pass beside a long backfill reads dozens. */
const READS_AT_ONCE = 8;

/**
 * Looks up a listing in the ledger, by producer time, and in the open plans' documents.
 *
 * @param state read before: its version covers what is read here
 */
export async function knownFragments(
  streamArn: string,
  listed: readonly Fragment[],
  state: StreamState,
  ports: PlanPorts & { readonly ledger: Ledger },
): Promise<KnownFragments> {
  const numbers = new Set<FragmentNumber>();
  const archived = new Set<FragmentNumber>();
  const open = new Set<FragmentNumber>();
  const gaps = new Map<string, GapRow>();
  for (const { from, to } of islands(listed)) {
    for await (const row of ports.ledger.overlapping(streamArn, from, to)) {
      if (row.kind === 'split') continue; // its parts are rows or open plans of their own
      for (const number of row.numbers) {
        numbers.add(number);
        if (row.kind === 'clip' || row.kind === 'erased') archived.add(number);
      }
      if (row.kind === 'gap') gaps.set(row.planId, row);
    }
  }
  if (listed.length > 0) {
    for (const number of await openFragments(state, ports)) {
      numbers.add(number);
      open.add(number);
    }
  }
  return { numbers, archived, open, gaps: [...gaps.values()] };
}

/** The numbers in the open plans of a stream. */
export async function openFragments(state: StreamState, ports: PlanPorts): Promise<ReadonlySet<FragmentNumber>> {
  const open = new Set<FragmentNumber>();
  const { streamArn, streamName, openPlans } = state;
  for (let first = 0; first < openPlans.length; first += READS_AT_ONCE) {
    const some = openPlans.slice(first, first + READS_AT_ONCE);
    const plans = await Promise.all(some.map(({ planId }) => readPlan({ streamArn, streamName, planId }, ports)));
    for (const { fragments } of plans) for (const { number } of fragments) open.add(number);
  }
  return open;
}

function islands(listed: readonly Fragment[]): { from: ProducerMs; to: ProducerMs }[] {
  const found: { from: ProducerMs; to: ProducerMs }[] = [];
  const ordered = [...listed].sort((a, b) => a.producerMs - b.producerMs);
  for (const fragment of ordered) {
    const end = producerMs(fragment.producerMs + fragment.lengthMs);
    const last = found[found.length - 1];
    if (last !== undefined && fragment.producerMs <= last.to + ISLAND_MS) {
      if (end > last.to) last.to = end;
    } else {
      found.push({ from: fragment.producerMs, to: end });
    }
  }
  return found;
}
