import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { planTranscode } from '../../../core/packages/transcode/planTranscode.ts';
import type { Transcoder } from '../../../core/ports/transcoder.ts';
import { failPackage } from './failPackage.ts';
import { type PackageInput, type PackagePorts, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import { underWay } from './underWay.ts';

export interface TranscodePorts extends PackagePorts {
  readonly transcoder: Transcoder;
}

export type SubmittedTranscode = { readonly status: 'submitted' } | Refused | Stopped;

/** Asks for the renditions and pictures of a package, once. */
export async function submitTranscode({ packageId }: PackageInput, ports: TranscodePorts): Promise<SubmittedTranscode> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  if (record.transcodeJobId !== undefined) return { status: 'submitted' };
  const { probe, originals = [], segmentSeconds } = record;
  if (probe === undefined) throw new ArchiverError('Internal', `${packageId} was never looked at`);
  try {
    const plan = planTranscode({
      packageId,
      bucket: ports.deliveryBucket,
      originals: originals.map(({ key }) => key),
      probe,
      segmentSeconds,
    });
    const transcodeJobId = await ports.transcoder.submit(plan);
    // One that copying was given up for is transcoded now.
    const standing = await ports.packages.note(packageId, { transcodeJobId, method: 'transcode' });
    if (standing?.transcodeJobId === transcodeJobId) return { status: 'submitted' };
    // Taken back meanwhile: nobody waits for what it makes.
    await ports.transcoder.cancel(transcodeJobId);
    return STOPPED;
  } catch (error) {
    // The service's own refusal, in its own words: asked again it says the same.
    if (!isArchiverError(error, 'InvalidInput') && !isArchiverError(error, 'UnsupportedMedia')) throw error;
    return failPackage(packageId, { code: error.kind, message: error.message }, ports);
  }
}
