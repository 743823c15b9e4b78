import { isArchiverError } from '../../../core/errors.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import type { BundleOutcome, Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import { paced } from './pace.ts';
import { readPlan } from './planStore.ts';
import { raiseRetention } from './raiseRetention.ts';
import { readByNumber } from './readByNumber.ts';
import { storeBundle } from './storeBundle.ts';

export interface ArchiveBundleInput {
  /** The plan, and the ledger row of its clip. */
  readonly plan: { readonly planId: string; readonly row: string; readonly retention?: string };
  readonly window: Window;
  /** The bundle's place in its pass. */
  readonly turn?: number;
}

/**
 * Stores the fragments of an archived plan as a Matroska bundle, and notes it in the clip's row. The clip stands
 * already: where the fragments have left KVS meanwhile there is no bundle, and that is said.
 */
export async function archiveBundle(
  { plan: { planId, row: rowKey, retention: wanted }, window, turn }: ArchiveBundleInput,
  ports: ArchivePorts,
): Promise<BundleOutcome> {
  const { streamArn, streamName } = window;
  const id = planIdOf(planId);
  const done = async (status: BundleOutcome['status'], bytes = 0): Promise<BundleOutcome> => {
    await ports.streams.changePlans(streamArn, { closeBundles: [id] });
    return { planId, status, bytes };
  };
  const standing = await ports.ledger.get(streamArn, rowKey);
  // Somebody saw something in it: it is kept longer than its stream's class would.
  const row =
    standing?.kind === 'clip' && wanted !== undefined ? await raiseRetention(standing, wanted, ports) : standing;
  if (row?.kind !== 'clip' || row.bundle !== undefined) return done(row?.kind === 'clip' ? 'archived' : 'gone');
  const plan = await readPlan({ streamArn, streamName, planId: id }, ports);
  const reading = () => readByNumber(plan, ports);
  const read = await paced(window, plan.fragments.length, turn, ports, reading).catch((error: unknown) => {
    if (isArchiverError(error, 'Expired')) return undefined;
    throw error;
  });
  if (read === undefined) return done('gone');
  try {
    // A bundle holds its whole plan or is not made.
    if (read.expired.length > 0) return await done('gone');
    const { file } = await storeBundle(plan, read.spool, window, row.retention ?? STANDARD_CLASS, ports);
    await ports.ledger.addBundle(streamArn, rowKey, file);
    return await done('archived', file.bytes);
  } catch (error) {
    // Erased meanwhile: whoever erases takes what was stored since.
    if (!isArchiverError(error, 'NotFound')) throw error;
    if ((await ports.ledger.get(streamArn, rowKey))?.kind === 'clip') throw error;
    return await done('gone');
  } finally {
    await read.spool.close();
  }
}
