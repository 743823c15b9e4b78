import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { planTranscode } from '../../../core/packages/transcode/planTranscode.ts';
import type { Transcoder } from '../../../core/ports/transcoder.ts';
import { failPackage } from './failPackage.ts';
import { noteWithoutPictures } from './noteTranscode.ts';
import { type PackageInput, type PackagePorts, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import { underWay } from './underWay.ts';

export interface TranscodePorts extends PackagePorts {
  readonly transcoder: Transcoder;
  /** Whether pictures are made of packages whose segments are copied. */
  readonly copyPictures: boolean;
}

export interface TranscodeInput extends PackageInput {
  /** Of a package whose segments are copied: its pictures, and nothing else. */
  readonly only?: 'pictures';
}

export type SubmittedTranscode = { readonly status: 'submitted' | 'none' } | Refused | Stopped;

/** Asks for the renditions and pictures of a package, once. */
export async function submitTranscode(
  { packageId, only }: TranscodeInput,
  ports: TranscodePorts,
): Promise<SubmittedTranscode> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  if (only === 'pictures' && !ports.copyPictures) return { status: 'none' };
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
      ...(only === undefined ? {} : { only }),
    });
    const transcodeJobId = await ports.transcoder.submit(plan);
    // One that copying was given up for is transcoded now.
    const method = only === 'pictures' ? 'copy' : 'transcode';
    const standing = await ports.packages.note(packageId, { transcodeJobId, method });
    if (standing?.transcodeJobId === transcodeJobId) return { status: 'submitted' };
    // Taken back meanwhile: nobody waits for what it makes.
    await ports.transcoder.cancel(transcodeJobId);
    return STOPPED;
  } catch (error) {
    // The service's own refusal, in its own words: asked again it says the same.
    if (!isArchiverError(error, 'InvalidInput') && !isArchiverError(error, 'UnsupportedMedia')) throw error;
    if (only === 'pictures') {
      await noteWithoutPictures(record, error.message, ports);
      return { status: 'none' };
    }
    return failPackage(packageId, { code: error.kind, message: error.message }, ports);
  }
}
