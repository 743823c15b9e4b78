import { MediaConvertTranscoder } from '../../cloud/mediaconvert/MediaConvertTranscoder.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import type { Runs } from '../../core/ports/runs.ts';
import type { Transcoder } from '../../core/ports/transcoder.ts';
import { optionalSetting, packageSettings, setting } from '../environment.ts';
import type { PackagePorts } from '../package/steps/packagePorts.ts';
import { objectStore, packageFiles } from './buckets.ts';
import { eventPublisher } from './events.ts';
import { system } from './system.ts';
import { packageStore } from './tables.ts';

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
