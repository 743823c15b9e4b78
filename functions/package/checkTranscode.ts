import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { packagePorts, transcoder } from '../wiring/packages.ts';
import { checkTranscode } from './steps/checkTranscode.ts';
import type { PackageInput } from './steps/packagePorts.ts';

const ports = {
  ...packagePorts(),
  transcoder: transcoder(),
  copyPictures: setting('PACKAGE_COPY_PICTURES') === 'true',
};

/** Looks at a transcode. */
export const handler = step('checkTranscode', (input: PackageInput) => checkTranscode(input, ports));
