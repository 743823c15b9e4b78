import { tmpdir } from 'node:os';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { inOurWords } from '../../cloud/awsError.ts';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { parseRetentionClasses } from '../../core/retention/retentionClasses.ts';
import type { Finding } from '../../core/verify/Finding.ts';
import { auditedStream } from '../../functions/verify/steps/auditedStream.ts';
import type { Repair, RepairPorts } from '../../functions/verify/steps/auditPorts.ts';
import { repairFinding } from '../../functions/verify/steps/repairFinding.ts';
import type { Context } from '../Context.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import type { Archive } from '../connection/openArchive.ts';
import { followRun } from '../runs/followRun.ts';
import { plural } from '../terminal/plural.ts';

interface RepairRequest {
  readonly installation: Installation;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const POLL_MS = 500;

/**
 * Repairs findings one after the other, and tells what became of each. Runs of the machine come last: what was given up
 * or adopted before them is no longer in their way.
 *
 * @returns how many are left as they are
 */
export async function repairAll(
  findings: readonly Finding[],
  request: RepairRequest,
  { ports: audit, versions }: Archive,
  context: Context,
): Promise<number> {
  const { installation, dryRun, json } = request;
  const { stdout } = context;
  const sfn = new SFNClient(await clientSettings(installation));
  const ports: RepairPorts = {
    ...audit,
    versions,
    retentionClasses: parseRetentionClasses(installation.outputs.RetentionClasses ?? ''),
    temporaryFolder: tmpdir(),
    archive: (input) => archive(sfn, installation, input, context),
  };
  const byMachine = ({ code }: Finding): boolean => code === 'fragment-missing' || code === 'plan-stuck';
  const ordered = [...findings.filter((finding) => !byMachine(finding)), ...findings.filter(byMachine)];
  let left = 0;
  try {
    for (const finding of ordered) {
      const repair = await repairOne(finding, ports, dryRun);
      if (repair.outcome === 'left') left += 1;
      const { code, streamName } = finding;
      const line = `${repair.outcome === 'left' ? 'left    ' : dryRun ? 'would be' : 'repaired'}  ${code.padEnd(16)}  ${streamName}  ${repair.message}`;
      stdout.write(json ? `${JSON.stringify({ type: 'repair', dryRun, finding, ...repair })}\n` : `${line}\n`);
    }
  } finally {
    sfn.destroy();
  }
  const done = ordered.length - left;
  const words = dryRun ? 'would be repaired' : 'repaired';
  const summary = `${done} of ${plural(ordered.length, 'finding')} ${words}${left > 0 ? `, ${left} left as they are` : ''}`;
  stdout.write(json ? `${JSON.stringify({ type: 'repairs', dryRun, repaired: done, left })}\n` : `${summary}\n`);
  return left;
}

/** One repair that fails does not stop the others: it is told. */
async function repairOne(finding: Finding, ports: RepairPorts, dryRun: boolean): Promise<Repair> {
  try {
    return await repairFinding(finding, await auditedStream(finding.streamName, ports), ports, dryRun);
  } catch (error) {
    if (!isArchiverError(error)) throw error;
    return { outcome: 'left', message: `${error.kind}: ${error.message}` };
  }
}

/** Runs the archive machine by hand to its end. */
async function archive(
  sfn: SFNClient,
  { outputs, place }: Installation,
  input: Readonly<Record<string, string>>,
  { system }: Context,
): Promise<boolean> {
  const stateMachineArn = outputs.ArchiveStateMachineArn;
  if (stateMachineArn === undefined) throw new ArchiverError('InvalidInput', `${place} has no archive machine`);
  const { executionArn = '' } = await inOurWords('StartExecution', () =>
    sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })),
  );
  const { status } = await followRun({
    sfn,
    executionArn,
    clock: system.clock,
    pollMs: POLL_MS,
    onProgress: () => Promise.resolve(),
  });
  return status === 'SUCCEEDED';
}
