import { isArchiverError } from '../../../core/errors.ts';
import type { PackageRecord } from '../../../core/packages/Package.ts';
import { executionOf } from '../../../core/packages/packageId.ts';
import { UPLOADS } from '../../../core/packages/packagePlaces.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import { failPackage } from './failPackage.ts';
import type { PackagePorts } from './packagePorts.ts';
import { isUpload, type StartPorts, startPackageOf } from './startPackage.ts';

/** Events come within seconds; a file that lies for so long has lost its own. */
const EVENT_MS = 60_000;
/** A job that is older has ended, or nobody waits for it any more. */
const LOOKED_BACK_MS = 8 * 86_400_000;
/** Records in a page. */
const PAGE = 100;

export interface LostPorts extends StartPorts, Pick<PackagePorts, 'events' | 'deliveryBucket'> {
  readonly runs: Runs;
}

export interface FoundPackages {
  /** Files that lie under `uploads/`. */
  readonly uploads: number;
  /** How long ago the oldest job that stood as under way was asked for; 0 where none did. */
  readonly oldestMs: number;
  /** Jobs whose file's event got lost, or whose execution was never started. */
  readonly started: readonly string[];
  /** Jobs whose execution ended without saying so. */
  readonly failed: readonly string[];
}

/**
 * Looks again, on a schedule: at files that arrived and whose event did not, and at jobs that stand as under way and whose
 * execution is not.
 */
export async function findLostPackages(ports: LostPorts): Promise<FoundPackages> {
  const nowMs = ports.system.clock.now();
  const open = await openPackages(nowMs, ports);
  const known = new Set([...open.ended, ...open.underWay].map(keyOf));
  const [started, failed]: [string[], string[]] = [[], []];
  let uploads = 0;
  for await (const file of ports.files.list(ports.stagingBucket, UPLOADS)) {
    uploads += 1;
    // Most have their jobs long since.
    if (!isUpload(file.key) || nowMs - file.storedMs < EVENT_MS || known.has(`${file.key} ${file.etag}`)) continue;
    const { packageId } = await startPackageOf(file, ports);
    if (packageId !== undefined) started.push(packageId);
  }
  for (const record of open.underWay) {
    if (nowMs - record.createdMs < EVENT_MS) continue;
    const found = await settle(record, ports);
    if (found === 'started') started.push(record.packageId);
    if (found === 'failed') failed.push(record.packageId);
  }
  const oldestMs = Math.max(0, ...open.underWay.map(({ createdMs }) => nowMs - createdMs));
  return { uploads, oldestMs, started, failed };
}

const keyOf = ({ source }: PackageRecord): string =>
  source.kind === 'upload' ? `${source.key} ${source.etag ?? ''}` : '';

/** Records of the last days: those that have ended, and those that are to. */
async function openPackages(nowMs: number, { packages }: Pick<LostPorts, 'packages'>) {
  const [ended, underWay]: [PackageRecord[], PackageRecord[]] = [[], []];
  let after: string | undefined;
  do {
    const page = await packages.list(PAGE, after);
    for (const record of page.items) {
      const isUnderWay = record.status === 'SUBMITTED' || record.status === 'PROGRESSING';
      if (isUnderWay) underWay.push(record);
      else if (record.status !== 'AWAITING_UPLOAD') ended.push(record);
    }
    const last = page.items.at(-1);
    after = last !== undefined && nowMs - last.createdMs < LOOKED_BACK_MS ? page.nextToken : undefined;
  } while (after !== undefined);
  return { ended, underWay };
}

/** What becomes of a job that stands as under way. */
async function settle(record: PackageRecord, ports: LostPorts): Promise<'started' | 'failed' | 'under way'> {
  const { packageId } = record;
  try {
    const {
      status,
      error = 'Internal',
      cause = 'its execution has ended',
    } = await ports.runs.describe(executionOf(record));
    if (status === 'RUNNING') return 'under way';
    await failPackage(packageId, { code: error, message: cause }, ports);
    return 'failed';
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    await ports.runs.start(executionOf(record), { packageId });
    return 'started';
  }
}
