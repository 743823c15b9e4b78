import type { PackageRecord } from '../../../core/packages/Package.ts';
import { readTranscodeEvent } from '../../../core/packages/transcode/readTranscodeEvent.ts';
import type { TranscodeState } from '../../../core/packages/transcode/TranscodeState.ts';
import { COPIED_PERCENT } from './copyOriginal.ts';
import type { PackagePorts } from './packagePorts.ts';
import { tellProgress, tellWarnings } from './tellOfPackage.ts';
import { underWay } from './underWay.ts';

type NotePorts = Pick<PackagePorts, 'packages' | 'events'>;

/** Of all work, what lies behind once a transcode is done: the playlists are still looked at. */
const TRANSCODED_PERCENT = 97;

/**
 * What the service says of a job on its own, written down at once. The machine asks for itself, so an event that is lost
 * or late costs nothing, and it alone ends a package.
 */
export async function noteTranscode(
  event: { readonly detail?: unknown },
  ports: NotePorts,
): Promise<{ readonly status: 'noted' | 'ignored' }> {
  const state = readTranscodeEvent(event.detail);
  const record = state === undefined ? undefined : await underWay(state.packageId, ports);
  if (state === undefined || record === undefined || record.transcodeJobId !== state.jobId)
    return { status: 'ignored' };
  await noteState(record, state, ports);
  return { status: 'noted' };
}

/** Of a package whose segments are there: what is wrong with its pictures is no reason to have nothing. */
export async function noteWithoutPictures(record: PackageRecord, why: string, ports: NotePorts): Promise<void> {
  const warning = { code: 'NoPictures', message: `there are no pictures of it: ${why}` };
  await noteState(record, { percent: 100, warnings: [warning] }, ports);
}

/** Progress and warnings of a job, in the package's record; what is new of them is told. */
export async function noteState(
  record: PackageRecord,
  state: Pick<TranscodeState, 'percent' | 'warnings'>,
  ports: NotePorts,
): Promise<void> {
  const { packageId, warnings: known = [] } = record;
  const fresh = state.warnings.filter(({ code }) => known.every((each) => each.code !== code));
  if (fresh.length > 0) {
    await ports.packages.note(packageId, { warnings: [...known, ...fresh] });
    await tellWarnings(record, fresh, ports);
  }
  const percent = COPIED_PERCENT + (state.percent * (TRANSCODED_PERCENT - COPIED_PERCENT)) / 100;
  await ports.packages.progress(packageId, percent);
  await tellProgress(record, percent, ports);
}
