import type { ClipRow } from '../../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { Repair, RepairPorts } from './auditPorts.ts';
import { archiveAgain, runMachine } from './repairByRun.ts';
import { repairFile } from './repairFile.ts';
import { repairOrphan } from './repairOrphan.ts';
import { rewriteManifest } from './rewriteManifest.ts';

/** Why a finding is told and not repaired, and what a person can do. */
const LEFT: Readonly<Partial<Record<Finding['code'], string>>> = {
  'media-wrong': 'it is as it was stored, so it is not touched: its bundle holds the same fragments',
  'sample-broken': 'it is as it was stored, so it is not touched: its bundle holds the same fragments',
  'does-not-decode': 'it is as it was stored, so it is not touched: its bundle holds the same fragments',
  'bundle-broken': 'it is as it was stored, so it is not touched: its clip holds the same fragments',
  'fragment-twice': 'two clips hold it: neither is deleted, and what was first counts',
  'row-wrong': 'what a row should say is not known to a repair',
  'object-unknown': 'it is none of ours to delete',
  'erased-remains': 'erase the span again',
  'watermark-wrong': 'a watermark is not moved back: footage from before it is archived by a run with a range',
};

/**
 * Puts a finding right, if that can be done without loss. Each repair goes by conditional writes, so that runs under way
 * do no harm and are done none. A file that is what its row names is never touched.
 */
export async function repairFinding(
  finding: Finding,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const place =
    finding.bucket === undefined || finding.key === undefined
      ? undefined
      : { bucket: finding.bucket, key: finding.key };
  switch (finding.code) {
    case 'fragment-missing':
      return archiveAgain(finding, stream, ports, dryRun);
    case 'plan-stuck':
      return runMachine({ stream: stream.streamName }, ports, dryRun);
    case 'orphan':
      return place === undefined ? left('nothing names the object') : repairOrphan(place, stream, ports, dryRun);
    case 'manifest-missing':
    case 'manifest-wrong':
      return manifestAgain(finding, stream, ports, dryRun);
    case 'clip-missing':
    case 'bundle-missing':
    case 'size-wrong':
    case 'checksum-wrong':
      return repairFile(finding, stream, ports, dryRun);
    case 'fragment-in-clip-and-gap':
      return emptyGap(finding, ports, dryRun);
    default:
      return left(LEFT[finding.code] ?? 'there is no repair for it');
  }
}

const left = (message: string): Repair => ({ outcome: 'left', message });
const repaired = (message: string): Repair => ({ outcome: 'repaired', message });

/** From file, plan and row. */
async function manifestAgain(
  { streamArn, row: rowKey, key = '' }: Finding,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const row = await clipRow(streamArn, rowKey, ports);
  return row === undefined ? repaired('the row is another by now') : rewriteManifest(row, key, stream, ports, dryRun);
}

/** A gap all of whose fragments are in clips is none. */
async function emptyGap(
  { streamArn = '', row: rowKey = '' }: Finding,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const gap = await ports.ledger.get(streamArn, rowKey);
  const state = await ports.streams.get(streamArn);
  if (gap?.kind !== 'gap' || state === undefined) return repaired('it is no gap any more');
  const span = { producerMs: gap.startProducerMs, lengthMs: gap.endProducerMs - gap.startProducerMs };
  const [number] = gap.numbers;
  if (number === undefined) return left('the gap lists nothing');
  const stretch = { ...span, number, serverMs: state.createdMs, bytes: 0 };
  const known = await knownFragments(streamArn, [stretch], { ...state, openPlans: [] }, ports);
  const missing = gap.numbers.filter((each) => !known.archived.has(each)).length;
  if (missing > 0) return left(`${missing} of its fragments are in no clip: a run by hand over it puts it right`);
  if (dryRun) return repaired('the gap would be taken away: all of it is in clips');
  await ports.ledger.deleteGap(streamArn, rowKey);
  return repaired(`the gap ${planIdOf(gap.planId)} is taken away: all of it is in clips`);
}

async function clipRow(
  streamArn: string | undefined,
  rowKey: string | undefined,
  { ledger }: RepairPorts,
): Promise<ClipRow | undefined> {
  const row = await ledger.get(streamArn ?? '', rowKey ?? '');
  return row?.kind === 'clip' ? row : undefined;
}
