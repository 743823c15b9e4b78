import { MediaConvertTranscoder } from '../../cloud/mediaconvert/MediaConvertTranscoder.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { PackageSettings } from '../../core/packages/newPackage.ts';
import type { PackageMethodSetting } from '../../core/packages/Package.ts';
import type { Runs } from '../../core/ports/runs.ts';
import type { Transcoder } from '../../core/ports/transcoder.ts';
import type { ExportApiPorts } from '../api/steps/exports.ts';
import { days, optionalSetting, setting } from '../environment.ts';
import type { PackagePorts } from '../package/steps/packagePorts.ts';
import { objectStore, packageFiles } from './buckets.ts';
import { eventPublisher } from './events.ts';
import { exportPorts } from './exports.ts';
import { objectLinks } from './links.ts';
import { system } from './system.ts';
import { packageStore, streamNames } from './tables.ts';

const DAY_MS = 86_400_000;
const METHODS: readonly string[] = ['auto', 'copy', 'transcode'] satisfies readonly PackageMethodSetting[];
const isMethod = (text: string): text is PackageMethodSetting => METHODS.includes(text);

/** What the stack's settings say of packages. */
export function packageSettings(): PackageSettings {
  const method = setting('PACKAGE_METHOD');
  if (!isMethod(method)) throw new ArchiverError('Internal', `PACKAGE_METHOD: ${method} is no method`);
  return {
    packageDays: days('PACKAGE_DAYS') / DAY_MS,
    segmentSeconds: Number(setting('PACKAGE_SEGMENT_SECONDS')),
    method,
    maxBytes: Number(setting('PACKAGE_MAX_BYTES')),
  };
}

/** What every step of a package needs. */
export const packagePorts = (): PackagePorts => ({
  packages: packageStore(),
  objects: objectStore(),
  files: packageFiles(),
  events: eventPublisher(),
  deliveryBucket: setting('DELIVERY_BUCKET'),
  settings: packageSettings(),
  system,
});

export const packageRuns = (): Runs => new SfnRuns(setting('PACKAGE_MACHINE_ARN'));

export const transcoder = (): Transcoder =>
  new MediaConvertTranscoder(undefined, {
    roleArn: setting('MEDIACONVERT_ROLE_ARN'),
    queueArn: optionalSetting('MEDIACONVERT_QUEUE_ARN'),
  });

/** What makes the files of an archived range. */
export const exportingPorts = (): ExportApiPorts => ({
  ...exportPorts(),
  runs: new SfnRuns(setting('EXPORT_MACHINE_ARN')),
  names: streamNames(),
  links: objectLinks(),
  exportDays: days('EXPORT_DAYS') / DAY_MS,
});
