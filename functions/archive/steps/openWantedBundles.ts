import { producerMs } from '../../../core/fragment.ts';
import { type ClipRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import { raisedRetention } from '../../../core/retention/raisedRetention.ts';
import { type RetentionClasses, STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import type { OpenBundle, WantedMinute } from '../../../core/streams/streamState.ts';

export interface WantedPorts {
  readonly ledger: Pick<Ledger, 'overlapping'>;
  readonly streams: Pick<StreamStore, 'changePlans'>;
  readonly retentionClasses: RetentionClasses;
}

const MINUTE_MS = 60_000;
/** One update opens so many: update expressions have 4 KB. */
const OPENED_AT_ONCE = 16;

/**
 * Puts among the open bundles what is archived of wanted footage and has no bundle yet, or is to be kept longer. What is
 * not archived yet is found again by the next pass.
 *
 * @returns those that were opened
 */
export async function openWantedBundles(
  streamArn: string,
  wanted: readonly Pick<WantedMinute, 'minuteMs' | 'retention'>[],
  open: readonly OpenBundle[],
  nowMs: number,
  ports: WantedPorts,
): Promise<readonly OpenBundle[]> {
  const standing = new Map(open.map((bundle) => [bundle.planId, bundle]));
  const toOpen = new Map<string, OpenBundle>();
  for (const { fromMs, toMs, retention } of spansOf(wanted)) {
    for await (const row of ports.ledger.overlapping(streamArn, producerMs(fromMs), producerMs(toMs - 1))) {
      if (row.kind !== 'clip' || (row.retireAtMs !== undefined && row.retireAtMs <= nowMs)) continue;
      const known = toOpen.get(row.planId) ?? standing.get(row.planId);
      const raise = raises(row, retention, known, ports.retentionClasses) ? retention : undefined;
      if (raise === undefined && (row.bundle !== undefined || known !== undefined)) continue;
      const kept = raise ?? known?.retention;
      toOpen.set(row.planId, {
        planId: row.planId,
        row: planRowKey(row),
        ...(kept === undefined ? {} : { retention: kept }),
      });
    }
  }
  const opened = [...toOpen.values()];
  for (let first = 0; first < opened.length; first += OPENED_AT_ONCE) {
    await ports.streams.changePlans(streamArn, { openBundles: opened.slice(first, first + OPENED_AT_ONCE) });
  }
  return opened;
}

/** Whether the class keeps longer than the clip's own, and than what it is to be raised to already. */
function raises(row: ClipRow, wanted: string | undefined, known: OpenBundle | undefined, classes: RetentionClasses) {
  if (wanted === undefined || wanted === known?.retention) return false;
  const { retention = STANDARD_CLASS, retireAtMs } = row;
  const own = { retention, ...(retireAtMs === undefined ? {} : { retireAtMs }) };
  const raised = raisedRetention(classes, own, wanted);
  if (raised === undefined) return false;
  const already = known?.retention === undefined ? undefined : raisedRetention(classes, own, known.retention);
  if (already === undefined) return true;
  return (raised.retireAtMs ?? Number.POSITIVE_INFINITY) > (already.retireAtMs ?? Number.POSITIVE_INFINITY);
}

/** Minutes that follow one another are read as one. */
function spansOf(wanted: readonly Pick<WantedMinute, 'minuteMs' | 'retention'>[]) {
  const spans: { fromMs: number; toMs: number; retention: string | undefined }[] = [];
  const ordered = [...wanted].sort(
    (a, b) => (a.retention ?? '').localeCompare(b.retention ?? '') || a.minuteMs - b.minuteMs,
  );
  for (const { minuteMs, retention } of ordered) {
    const last = spans[spans.length - 1];
    if (last !== undefined && last.retention === retention && minuteMs <= last.toMs) last.toMs = minuteMs + MINUTE_MS;
    else spans.push({ fromMs: minuteMs, toMs: minuteMs + MINUTE_MS, retention });
  }
  return spans;
}

/** The whole minutes of a span of producer time, both ends inclusive; at most `most`, the newest of them. */
export function minutesOf(fromMs: number, toMs: number, most = 60): number[] {
  const first = Math.floor(fromMs / MINUTE_MS);
  const last = Math.floor(toMs / MINUTE_MS);
  const start = Math.max(first, last - most + 1);
  return Array.from({ length: last - start + 1 }, (_, index) => (start + index) * MINUTE_MS);
}
