import { isArchiverError } from '../../../core/errors.ts';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { failedAgain } from '../../../core/gaps/failedAgain.ts';
import type { ClipRow, GapRow, StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import { retentionOf } from '../../archive/steps/retentionTag.ts';
import { clipManifest } from '../../archive/steps/settlePlan.ts';
import { readStoredClip } from '../../archive/steps/storedClip.ts';
import { storeManifest } from '../../archive/steps/storeManifest.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { Repair, RepairPorts } from './auditPorts.ts';
import { planOfObject } from './planOfObject.ts';
import { repairOrphan } from './repairOrphan.ts';

/** Why a finding is told and not repaired, and what a person can do. */
const LEFT: Readonly<Partial<Record<Finding['code'], string>>> = {
  'size-wrong': 'the ledger names it, so it is not touched: look for an earlier version of the object in its bucket',
  'checksum-wrong':
    'the ledger names it, so it is not touched: look for an earlier version of the object in its bucket',
  'media-wrong': 'the ledger names it, so it is not touched: its bundle holds the same fragments',
  'fragment-twice': 'two clips hold it: neither is deleted',
  'row-wrong': 'what a row should say is not known to a repair',
  'object-unknown': 'it is none of ours to delete',
  'erased-remains': 'erase the span again',
  'watermark-wrong': 'a watermark is not moved back: footage from before it is archived by a run with a range',
};

/**
 * Puts a finding right, if that can be done without loss. Each repair goes by conditional writes, so that runs under way
 * do no harm and are done none. A clip that a row names is never deleted.
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
      return rewriteManifest(finding, stream, ports, dryRun);
    case 'clip-missing':
    case 'bundle-missing':
      return repairLost(finding, stream, ports, dryRun);
    case 'fragment-in-clip-and-gap':
      return emptyGap(finding, ports, dryRun);
    default:
      return left(LEFT[finding.code] ?? 'there is no repair for it');
  }
}

const left = (message: string): Repair => ({ outcome: 'left', message });
const repaired = (message: string): Repair => ({ outcome: 'repaired', message });

function archiveAgain({ startMs = 0, endMs = 0 }: Finding, stream: AuditedStream, ports: RepairPorts, dryRun: boolean) {
  const input = { stream: stream.streamName, from: formatTime(startMs), to: formatTime(endMs + 1) };
  return runMachine(input, ports, dryRun);
}

async function runMachine(input: Record<string, string>, ports: RepairPorts, dryRun: boolean): Promise<Repair> {
  if (dryRun) return repaired(`a run by hand would be started with ${JSON.stringify(input)}`);
  if (await ports.archive({ trigger: 'manual', ...input }))
    return repaired(`archived by a run with ${JSON.stringify(input)}`);
  return left(`the run with ${JSON.stringify(input)} lost something: kvs-archiver gaps`);
}

/** From the object and the plan: what the manifest said when it was written, and for the same bytes only. */
async function rewriteManifest(
  { streamArn, row: rowKey, bucket, key }: Finding,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const row = await clipRow(streamArn, rowKey, ports);
  const file = row?.clip;
  if (row === undefined || file === undefined || bucket === undefined || key !== manifestKeyOf(file.key)) {
    return left(
      'only the manifest of an MP4 can be written again; a bundle is made anew with `archive` while KVS has it',
    );
  }
  const plan = await planOfObject(file, stream, ports);
  if (plan === undefined) return left(`the plan of ${file.key} is gone: nothing tells its fragments' times`);
  const clip = await readStoredClip(file, plan, ports.objects, file.sha256);
  if (clip.sha256 !== file.sha256) return left(`${file.key} is not the file that the ledger names`);
  if (dryRun) return repaired(`${key} would be written again`);
  const manifest = clipManifest(plan, clip, row.source);
  const standing = await ports.inventory.look({ bucket, key });
  if (standing === undefined) {
    await storeManifest({ bucket, key }, manifest, await retentionOf(file, ports.objects), ports.objects);
  } else {
    const { etag } = await ports.objects.getBytes({ bucket, key });
    await ports.objects.replace(
      { bucket, key },
      new TextEncoder().encode(JSON.stringify(manifest)),
      'application/json',
      etag,
    );
  }
  return repaired(`${key} written again`);
}

/** A row whose file is gone: the other file remains, or KVS still has the fragments, or it is lost and that is told. */
async function repairLost(
  finding: Finding,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const { streamArn = '', row: rowKey = '', key } = finding;
  const row = await clipRow(streamArn, rowKey, ports);
  if (row === undefined) return repaired('the row is another by now');
  const what = row.clip?.key === key ? 'clip' : 'bundle';
  const [lost, other] = what === 'clip' ? [row.clip, row.bundle] : [row.bundle, row.clip];
  if (lost === undefined || lost.key !== key) return repaired('the row names another file by now');
  const listed = await stillListed(row, stream, ports);
  const whole = listed.size > 0 && row.numbers.every((number) => listed.has(number));
  const otherStands = other !== undefined && (await ports.inventory.look(other)) !== undefined;
  if (what === 'bundle' && otherStands) {
    if (dryRun) return repaired(`the row would forget ${key}${whole ? ', and the bundle would be made again' : ''}`);
    await dropManifest(lost, ports);
    await ports.audit.forgetFile(streamArn, rowKey, 'bundle', lost);
    if (!whole) return repaired(`the row names no bundle any more: KVS has not all of it, and the clip stands`);
    await ports.streams.changePlans(streamArn, { openBundles: [{ planId: row.planId, row: rowKey }] });
    return repaired(`the next run makes ${key} again`);
  }
  if (!whole && otherStands) {
    if (dryRun) return repaired(`the row would name ${other.key} alone`);
    await dropManifest(lost, ports);
    await ports.audit.forgetFile(streamArn, rowKey, 'clip', lost);
    return repaired(`KVS has it no more; ${other.key} holds the same fragments, and the row names it alone`);
  }
  if (dryRun) return repaired(whole ? `${key} would be archived again` : `it would become a gap: KVS has it no more`);
  await dropManifest(lost, ports);
  const gap = await giveUp(row, lost, whole, ports);
  if (gap === undefined) return left('the row was changed by a run at the same time: verify again');
  if (!whole) return repaired(`a gap now, reason expired: KVS has not all of it any more`);
  const range = { startMs: row.startProducerMs, endMs: row.endProducerMs };
  return archiveAgain({ ...finding, ...range }, stream, ports, dryRun);
}

/** The manifest of a file that is gone: what is stored under that name again has other bytes. */
async function dropManifest(lost: StoredFile, ports: RepairPorts): Promise<void> {
  await ports.objects.delete({ bucket: lost.bucket, key: manifestKeyOf(lost.key) });
}

async function giveUp(row: ClipRow, lost: StoredFile, whole: boolean, ports: RepairPorts): Promise<GapRow | undefined> {
  const { streamArn, streamName, planId, startProducerMs, endProducerMs, numbers, earliestServerMs } = row;
  const now = ports.system.clock.now();
  const state = await ports.streams.get(streamArn);
  const gap: GapRow = failedAgain(
    {
      kind: 'gap',
      streamArn,
      streamName,
      planId,
      startProducerMs,
      endProducerMs,
      numbers,
      writtenMs: now,
      reason: whole ? 'failed' : 'expired',
      error: `Corrupt: ${lost.key} was archived at ${formatTime(row.writtenMs)} and was gone at ${formatTime(now)}`,
      tries: 0,
      runId: 'repair',
      ...(earliestServerMs === undefined ? {} : { earliestServerMs }),
    },
    undefined,
    state?.retentionHours,
    now,
  );
  return (await ports.audit.giveUpClip(gap, lost)) ? gap : undefined;
}

async function stillListed(row: ClipRow, stream: AuditedStream, ports: RepairPorts): Promise<Set<FragmentNumber>> {
  const listed = new Set<FragmentNumber>();
  // A stream that was made again does not hold what the one before it held.
  if (stream.enrolment?.streamArn !== row.streamArn) return listed;
  const state = await ports.streams.get(row.streamArn);
  const range = { clock: 'producer', startMs: row.startProducerMs, endMs: row.endProducerMs } as const;
  const reference = { streamArn: row.streamArn, endpoints: state?.endpoints ?? {} };
  try {
    for await (const page of ports.source.list(reference, range, row.numbers.length)) {
      for (const { number } of page) listed.add(number);
    }
  } catch (error) {
    // KVS has the stream no more.
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return listed;
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
