import { ArchiverError } from '../../../core/errors.ts';
import type { PackageRecord, PackageRemark } from '../../../core/packages/Package.ts';
import { failPackage } from './failPackage.ts';
import { noteState, noteWithoutPictures } from './noteTranscode.ts';
import { type PackageInput, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import type { TranscodePorts } from './submitTranscode.ts';
import { underWay } from './underWay.ts';

export type CheckedTranscode = { readonly status: 'waiting' | 'transcoded' } | Refused | Stopped;

/** A job that has waited for so long is in a queue that is paused, or that nobody serves. */
const STUCK_MS = 24 * 3_600_000;

/** Looks at a transcode: the machine asks until it is done, whatever events come or do not. */
export async function checkTranscode({ packageId }: PackageInput, ports: TranscodePorts): Promise<CheckedTranscode> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  const { transcodeJobId, createdMs } = record;
  if (transcodeJobId === undefined) throw new ArchiverError('Internal', `${packageId} has no transcode`);
  const state = await ports.transcoder.read(transcodeJobId);
  switch (state.status) {
    case 'SUBMITTED':
    case 'PROGRESSING': {
      if (state.status === 'SUBMITTED' && ports.system.clock.now() - createdMs > STUCK_MS) {
        await ports.transcoder.cancel(transcodeJobId);
        const message = `job ${transcodeJobId} has waited for a day: its queue is paused, or has too much to do`;
        return giveUp(record, { code: 'NotYetAvailable', message }, ports);
      }
      await noteState(record, state, ports);
      return { status: 'waiting' };
    }
    case 'COMPLETE':
      await noteState(record, { ...state, percent: 100 }, ports);
      // What is copied knows best how long it is.
      if (state.durationMs !== undefined && record.method !== 'copy')
        await ports.packages.note(packageId, { durationMs: state.durationMs });
      return { status: 'transcoded' };
    case 'CANCELED': {
      const message = `job ${transcodeJobId} was canceled in MediaConvert`;
      return giveUp(record, { code: 'Conflict', message }, ports);
    }
    case 'ERROR':
      await noteState(record, state, ports);
      return giveUp(record, state.error ?? { code: 'Internal', message: 'the transcode failed' }, ports);
  }
}

/** Of copied segments only the pictures are missing then. */
async function giveUp(record: PackageRecord, error: PackageRemark, ports: TranscodePorts): Promise<CheckedTranscode> {
  if (record.method !== 'copy') return failPackage(record.packageId, error, ports);
  await noteWithoutPictures(record, `${error.message} (${error.code})`, ports);
  return { status: 'transcoded' };
}
