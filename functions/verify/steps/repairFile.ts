import { isArchiverError } from '../../../core/errors.ts';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { failedAgain } from '../../../core/gaps/failedAgain.ts';
import type { ClipRow, GapRow, StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { Repair, RepairPorts } from './auditPorts.ts';
import { clipFromBundle, intactBundle } from './clipFromBundle.ts';
import { earlierVersion, putBack, sha256Of, staysBecause } from './putBack.ts';
import { archiveAgain } from './repairByRun.ts';
import { rewriteManifest } from './rewriteManifest.ts';

const left = (message: string): Repair => ({ outcome: 'left', message });
const repaired = (message: string): Repair => ({ outcome: 'repaired', message });

/** A file of a row that is gone, or is not what was archived. */
interface LostFile {
  readonly row: ClipRow;
  readonly rowKey: string;
  readonly what: 'clip' | 'bundle';
  readonly lost: StoredFile;
  readonly other?: StoredFile;
  /** Whether something else lies under its key. */
  readonly isThere: boolean;
}

/**
 * A row whose file is gone, or has other bytes than were archived. In this order, and each only if it gives all of it: an
 * earlier version of the file is put back; the clip is made anew from its bundle; KVS is read again; what is left is told.
 * Whatever lies under the key is moved aside only when the better one is at hand, and stays as a version.
 */
export async function repairFile(
  finding: Finding,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair> {
  const file = await lostFile(finding, ports);
  if (typeof file === 'string') return repaired(file);
  if (file.isThere) {
    const because = await staysBecause(file.lost, ports);
    if (because !== undefined) return left(`${file.lost.key}: ${because}`);
  }
  return (
    (await fromVersion(file, stream, ports, dryRun)) ??
    (await fromBundle(file, stream, ports, dryRun)) ??
    (await fromKvs(file, stream, ports, dryRun))
  );
}

/** What the finding is about as it is now, or why it is about nothing any more. */
async function lostFile({ streamArn = '', row: rowKey = '', key }: Finding, ports: RepairPorts) {
  const row = await ports.ledger.get(streamArn, rowKey);
  if (row?.kind !== 'clip') return 'the row is another by now';
  const what = row.clip?.key === key ? 'clip' : 'bundle';
  const [lost, other] = what === 'clip' ? [row.clip, row.bundle] : [row.bundle, row.clip];
  if (lost === undefined || lost.key !== key) return 'the row names another file by now';
  const isThere = (await ports.inventory.look(lost)) !== undefined;
  if (isThere && (await sha256Of((await ports.objects.get(lost)).body)) === lost.sha256)
    return `${key} is there by now`;
  const found: LostFile = { row, rowKey, what, lost, isThere, ...(other === undefined ? {} : { other }) };
  return found;
}

async function fromVersion(
  { row, lost, isThere }: LostFile,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair | undefined> {
  const version = await earlierVersion(lost, ports);
  if (version === undefined) return undefined;
  if (dryRun) return repaired(`${lost.key} would be put back from an earlier version of it`);
  if (isThere) await ports.objects.delete(lost);
  await putBack(version, lost, row.retention ?? STANDARD_CLASS, ports);
  const manifest = { bucket: lost.bucket, key: manifestKeyOf(lost.key) };
  const done = `${lost.key} put back from an earlier version of it`;
  if ((await ports.inventory.look(manifest)) !== undefined) return repaired(done);
  const { outcome, message } = await rewriteManifest(row, manifest.key, stream, ports, false);
  return { outcome, message: `${done}; ${message}` };
}

async function fromBundle(
  { row, what, lost, isThere }: LostFile,
  stream: AuditedStream,
  ports: RepairPorts,
  dryRun: boolean,
): Promise<Repair | undefined> {
  const bundle = what === 'clip' ? await intactBundle(row, stream, ports) : undefined;
  if (bundle === undefined) return undefined;
  try {
    if (dryRun) return repaired(`${lost.key} would be made anew from ${row.bundle?.key}`);
    if (isThere) await ports.objects.delete(lost);
    const done = await clipFromBundle(row, lost, bundle, stream, ports);
    if (!done) return left('the row was changed by a run at the same time: verify again');
    return repaired(`${lost.key} made anew from ${row.bundle?.key}`);
  } finally {
    await bundle.spool.close();
  }
}

async function fromKvs(file: LostFile, stream: AuditedStream, ports: RepairPorts, dryRun: boolean): Promise<Repair> {
  const { row, rowKey, what, lost, other, isThere } = file;
  const { streamArn } = row;
  const { key } = lost;
  const listed = await stillListed(row, stream, ports);
  const whole = listed.size > 0 && row.numbers.every((number) => listed.has(number));
  if (isThere && !whole) {
    return left(`${key} is not what was archived: no version of it is, and KVS has not all of it any more`);
  }
  const otherStands = other !== undefined && (await ports.inventory.look(other)) !== undefined;
  if (what === 'bundle' && otherStands) {
    if (dryRun) return repaired(`the row would forget ${key}${whole ? ', and the bundle would be made again' : ''}`);
    await dropFile(lost, ports);
    await ports.audit.forgetFile(streamArn, rowKey, 'bundle', lost);
    if (!whole) return repaired(`the row names no bundle any more: KVS has not all of it, and the clip stands`);
    await ports.streams.changePlans(streamArn, { openBundles: [{ planId: row.planId, row: rowKey }] });
    return repaired(`the next run makes ${key} again`);
  }
  if (!whole && otherStands) {
    if (dryRun) return repaired(`the row would name ${other.key} alone`);
    await dropFile(lost, ports);
    await ports.audit.forgetFile(streamArn, rowKey, 'clip', lost);
    return repaired(`KVS has it no more; ${other.key} holds the same fragments, and the row names it alone`);
  }
  if (dryRun) return repaired(whole ? `${key} would be archived again` : `it would become a gap: KVS has it no more`);
  await dropFile(lost, ports);
  const gap = await giveUp(row, lost, whole, ports);
  if (gap === undefined) return left('the row was changed by a run at the same time: verify again');
  if (!whole) return repaired(`a gap now, reason expired: KVS has not all of it any more`);
  return archiveAgain({ startMs: row.startProducerMs, endMs: row.endProducerMs }, stream, ports, false);
}

/** What lies under its key, if anything, and its manifest: what is stored under that name again has other bytes. */
async function dropFile(lost: StoredFile, { objects }: RepairPorts): Promise<void> {
  await objects.delete({ bucket: lost.bucket, key: lost.key });
  await objects.delete({ bucket: lost.bucket, key: manifestKeyOf(lost.key) });
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
      error: `Corrupt: ${lost.key} was archived at ${formatTime(row.writtenMs)} and was gone, or another, at ${formatTime(now)}`,
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
