import type { FragmentNumber } from '../../../core/fragment.ts';
import type { UnseenRow } from '../../../core/ledger/ledgerRow.ts';
import { timeline } from '../../../functions/api/steps/timeline.ts';
import { auditedStream } from '../../../functions/verify/steps/auditedStream.ts';
import { type AuditSettings, emptyTally, type SweepPorts } from '../../../functions/verify/steps/auditPorts.ts';
import { auditStream } from '../../../functions/verify/steps/auditStream.ts';
import type { ArchiveWorld, Place } from '../ArchiveWorld.ts';
import { MemoryLedgerAudit } from '../memory/MemoryLedgerAudit.ts';
import { MemoryLedgerSpans, MemoryStreamNames } from '../memory/MemoryLedgerSpans.ts';
import { MemoryObjectInventory } from '../memory/MemoryObjectInventory.ts';
import { violations } from '../promises.ts';
import { FRAGMENT_MS, type SimulatedFragment } from '../SimulatedFootage.ts';
import type { Witness } from './Witness.ts';

/** What an audit and a sweep work with, in a world where nothing fails. */
export function calmPorts(world: ArchiveWorld, temporaryFolder: string): SweepPorts {
  const { system, footage, streams, enrolments, ledger, objects, retentionClasses } = world;
  return {
    ...{ system, source: footage, streams, enrolments, ledger, objects, retentionClasses, temporaryFolder },
    names: new MemoryStreamNames(streams),
    audit: new MemoryLedgerAudit(ledger),
    inventory: new MemoryObjectInventory(objects),
    archiveBucket: 'archive',
    workBucket: 'work',
  };
}

/** Everything that `kvs-archiver verify` would tell, in words. */
export async function audit(settings: AuditSettings, ports: SweepPorts): Promise<string[]> {
  const found: string[] = [];
  const stream = await auditedStream('door', ports);
  for await (const finding of auditStream(stream, settings, ports, emptyTally())) {
    found.push(`verify: ${finding.code}: ${finding.message}`);
  }
  return found;
}

/** What must be so of a world in which every run has come to its end, and the last ones met no faults. */
export async function brokenAtRest(
  world: ArchiveWorld,
  arns: readonly string[],
  witness: Witness,
  excuses: { readonly hidden: boolean },
): Promise<string[]> {
  const found: string[] = [];
  const current = arns.at(-1) ?? '';
  for (const arn of arns) {
    found.push(...violations(world, arn, { complete: false }));
    const places = world.places(arn);
    for (const fragment of world.footage.recorded(arn)) {
      const there = places.get(fragment.number) ?? [];
      const kinds = new Set(there.map(({ kind }) => kind));
      if (there.length > 1) found.push(`fragment ${fragment.number} is in ${JSON.stringify(there)}`);
      if (kinds.has('open')) found.push(`fragment ${fragment.number} is in an open plan still`);
      if (kinds.has('failed')) found.push(`fragment ${fragment.number} could be archived and was not`);
      if (there.length > 0) continue;
      const told = nowhere(world, arn, fragment, { witness, hidden: excuses.hidden, isCurrent: arn === current });
      if (told !== undefined) found.push(told);
    }
    const state = world.streams.items.get(arn);
    if ((state?.openPlans.length ?? 0) > 0) found.push(`${state?.openPlans.length} plans are open still`);
    if (arn === current && (state?.openBundles.length ?? 0) > 0) {
      found.push(`${state?.openBundles.length} bundles are open still`);
    }
  }
  return [...found, ...(await brokenTimeline(world, arns))];
}

interface Excuses {
  readonly witness: Witness;
  readonly hidden: boolean;
  readonly isCurrent: boolean;
}

/** Why it is wrong that a fragment is nowhere; undefined where nobody could have had it. */
function nowhere(
  world: ArchiveWorld,
  streamArn: string,
  fragment: SimulatedFragment,
  { witness, hidden, isCurrent }: Excuses,
): string | undefined {
  const { number, serverMs, listableMs } = fragment;
  if (witness.listed.has(number)) return `fragment ${number} was listed, its pass went on, and it is nowhere`;
  // A stream that was deleted took along what nobody had listed.
  if (!isCurrent) return undefined;
  const state = world.streams.items.get(streamArn);
  const retentionMs = (state?.retentionHours ?? 24) * 3_600_000;
  if (world.system.clock.now() - serverMs < retentionMs) return `fragment ${number} is in KVS and nowhere else`;
  const unseen = [...world.ledger.rows.values()].filter(
    (row): row is UnseenRow => row.kind === 'unseen' && row.streamArn === streamArn,
  );
  if (unseen.some(({ startServerMs, endServerMs }) => serverMs >= startServerMs && serverMs <= endServerMs)) {
    return undefined;
  }
  // Listable only after the window that it belongs to was committed, and gone when the next pass came.
  if (hidden || listableMs - serverMs > world.settings.settleMs) return undefined;
  return `fragment ${number} left KVS unseen, and no row tells of it`;
}

const FINDINGS: ReadonlySet<string> = new Set(['failed', 'expired', 'unsupported-media']);

/** The timeline tells of each moment once, and of each fragment what became of it. */
async function brokenTimeline(world: ArchiveWorld, arns: readonly string[]): Promise<string[]> {
  const all = arns.flatMap((arn) => world.footage.recorded(arn).map((fragment) => ({ arn, fragment })));
  const times = all.map(({ fragment }) => fragment.producerMs);
  if (times.length === 0) return [];
  const from = Math.min(...times) - 5000;
  const to = Math.max(...times) + 5000;
  const told = await timeline(
    'door',
    { fromMs: from, toMs: to, resolutionMs: 0 },
    {
      names: new MemoryStreamNames(world.streams),
      streams: world.streams,
      spans: new MemoryLedgerSpans(world.ledger),
      clock: world.system.clock,
    },
  );
  const found: string[] = [];
  const rest = [...told.gaps, ...told.unclaimed].sort((a, b) => a.startMs - b.startMs);
  const outsideMs = rest.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const sum = told.coverage * (to - from) + outsideMs;
  if (Math.abs(sum - (to - from)) > 1) found.push(`the timeline tells of ${sum} ms of ${to - from}`);
  rest.forEach((span, index) => {
    const before = rest[index - 1];
    if (before !== undefined && span.startMs < before.endMs) found.push('the timeline tells of a moment twice');
  });
  const places = new Map<FragmentNumber, readonly Place[]>();
  for (const arn of arns) for (const [number, there] of world.places(arn)) places.set(number, there);
  for (const { fragment } of all) {
    const [place] = places.get(fragment.number) ?? [];
    const at = fragment.producerMs + FRAGMENT_MS / 4;
    const inClip = told.clips.some(({ startMs, endMs }) => at >= startMs && at < endMs);
    const gap = told.gaps.find(({ startMs, endMs }) => at >= startMs && at < endMs);
    if (place?.kind === 'clip' && !inClip)
      found.push(`fragment ${fragment.number} is archived, and the timeline says ${gap?.reason}`);
    if (place !== undefined && FINDINGS.has(place.kind) && !inClip && !FINDINGS.has(gap?.reason ?? '')) {
      found.push(`fragment ${fragment.number} is ${place.kind}, and the timeline says ${gap?.reason}`);
    }
  }
  return found;
}

/** After the sweep: every object of the archive is named by a row, and every row has its objects. */
export function orphans(world: ArchiveWorld): string[] {
  const named = new Set<string>();
  for (const row of world.ledger.rows.values()) {
    if (row.kind !== 'clip') continue;
    for (const file of [row.clip, row.bundle]) {
      if (file === undefined) continue;
      named.add(`${file.bucket}/${file.key}`).add(`${file.bucket}/${file.key.replace(/\.(mp4|mkv)$/, '.json')}`);
    }
  }
  const stored = [...world.objects.objects.keys()].filter((key) => key.startsWith('archive/'));
  return [
    ...stored.filter((key) => !named.has(key)).map((key) => `${key} is stored and no row names it`),
    ...[...named]
      .filter((key) => !world.objects.objects.has(key))
      .map((key) => `a row names ${key}, and it is not there`),
  ];
}
