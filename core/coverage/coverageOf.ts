import type { CoverageKind, CoverageSpan } from './CoverageSpan.ts';
import { claimsOf } from './claimsOf.ts';
import { continuityTolerance, MOST_TOLERANCE_MS } from './continuity.ts';
import type { LedgerSpan } from './LedgerSpan.ts';
import type { StreamKnowledge } from './StreamKnowledge.ts';

export interface CoverageQuestion {
  readonly fromMs: number;
  /** Not part of the span. */
  readonly toMs: number;
  readonly nowMs: number;
  /** Rows that reach into the span or stand next to it (`MOST_TOLERANCE_MS`), in any order, of every stream of the name. */
  readonly rows: readonly LedgerSpan[];
  /** Every stream that bears or bore the name. */
  readonly streams: readonly StreamKnowledge[];
}

/** The first that holds of a moment is what is said of it: footage before findings, findings before what nobody misses. */
const PRECEDENCE: readonly CoverageKind[] = [
  'archived',
  'failed',
  'unsupported-media',
  'expired',
  'pending',
  'erased',
  'retired',
];

interface Edge {
  readonly atMs: number;
  readonly rank: number;
  readonly opens: boolean;
  readonly row?: LedgerSpan;
}

/** A stretch between two edges; rank -1 where nothing is known to be. */
interface Stretch {
  readonly startMs: number;
  endMs: number;
  readonly rank: number;
}

/**
 * What is to be said of each moment of a span: its parts follow one another without hole or overlap, neighbours differ,
 * and the order of the rows does not matter. The rules stand in docs/coverage.md.
 */
export function coverageOf(question: CoverageQuestion): CoverageSpan[] {
  const { fromMs, toMs } = question;
  if (!(fromMs < toMs)) return [];
  const claims = claimsOf(question);
  const found: CoverageSpan[] = [];
  const add = (span: CoverageSpan): void => {
    const startMs = Math.max(span.startMs, fromMs);
    const endMs = Math.min(span.endMs, toMs);
    if (startMs >= endMs) return;
    const last = found[found.length - 1];
    if (last !== undefined && last.kind === span.kind && last.estimated === span.estimated) {
      found[found.length - 1] = { ...last, endMs };
    } else {
      found.push({ ...span, startMs, endMs });
    }
  };
  for (const stretch of withoutSeams(stretchesOf(question), question.rows)) {
    const kind = PRECEDENCE[stretch.rank];
    if (kind !== undefined) add({ startMs: stretch.startMs, endMs: stretch.endMs, kind });
    else for (const claim of claims(stretch.startMs, stretch.endMs)) add(claim);
  }
  return found;
}

/** From the first edge to the last, and from minus to plus infinity around them. */
function stretchesOf({ rows, streams, nowMs }: CoverageQuestion): Stretch[] {
  const edges: Edge[] = [];
  const span = (startMs: number, endMs: number, kind: CoverageKind): void => {
    const rank = PRECEDENCE.indexOf(kind);
    edges.push({ atMs: startMs, rank, opens: true });
    // One frame is a moment: it is told as a millisecond.
    edges.push({ atMs: Math.max(endMs, startMs + 1), rank, opens: false });
  };
  for (const row of rows) span(row.startMs, row.endMs, kindOf(row, nowMs));
  for (const { pending } of streams) for (const { startMs, endMs } of pending) span(startMs, endMs, 'pending');
  edges.sort((a, b) => a.atMs - b.atMs);

  const open = PRECEDENCE.map(() => 0);
  const stretches: Stretch[] = [];
  let at = Number.NEGATIVE_INFINITY;
  for (const { atMs, rank, opens } of edges) {
    if (atMs > at) {
      extend(stretches, { startMs: at, endMs: atMs, rank: open.findIndex((count) => count > 0) });
      at = atMs;
    }
    open[rank] = (open[rank] ?? 0) + (opens ? 1 : -1);
  }
  extend(stretches, { startMs: at, endMs: Number.POSITIVE_INFINITY, rank: -1 });
  return stretches;
}

function kindOf(row: LedgerSpan, nowMs: number): CoverageKind {
  if (row.kind === 'erased') return 'erased';
  if (row.kind === 'gap') return row.reason ?? 'failed';
  return row.retireAtMs !== undefined && row.retireAtMs <= nowMs ? 'retired' : 'archived';
}

function extend(stretches: Stretch[], next: Stretch): void {
  const last = stretches[stretches.length - 1];
  if (last !== undefined && last.rank === next.rank) last.endMs = next.endMs;
  else stretches.push(next);
}

/** A hole that is no longer than the last frame may last belongs to what stands before it. */
function withoutSeams(stretches: readonly Stretch[], rows: readonly LedgerSpan[]): Stretch[] {
  const ending = new Map<number, LedgerSpan[]>();
  const holes = new Set<number>();
  const ends = new Map<number, number>();
  for (const { startMs, endMs, rank } of stretches) {
    // A longer one is none, whoever its neighbours are.
    if (rank !== -1 || !(endMs - startMs <= MOST_TOLERANCE_MS)) continue;
    holes.add(startMs);
    ends.set(endMs, startMs);
  }
  const note = (atMs: number, row: LedgerSpan): void => {
    const others = ending.get(atMs);
    if (others === undefined) ending.set(atMs, [row]);
    else others.push(row);
  };
  for (const row of rows) {
    const endMs = Math.max(row.endMs, row.startMs + 1);
    if (holes.has(endMs)) note(endMs, row);
    const before = ends.get(row.startMs);
    if (before !== undefined) note(before, row);
  }
  const seamless: Stretch[] = [];
  for (const stretch of stretches) {
    const last = seamless[seamless.length - 1];
    const { startMs, endMs, rank } = stretch;
    const isSeam =
      rank === -1 &&
      last !== undefined &&
      holes.has(startMs) &&
      endMs - startMs <= continuityTolerance(ending.get(startMs) ?? []);
    extend(seamless, { startMs, endMs, rank: isSeam ? last.rank : rank });
  }
  return seamless;
}
