import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { packagePorts, transcoder } from '../wiring/packages.ts';
import { submitTranscode, type TranscodeInput } from './steps/submitTranscode.ts';

const ports = {
  ...packagePorts(),
  transcoder: transcoder(),
  copyPictures: setting('PACKAGE_COPY_PICTURES') === 'true',
};

/** Asks for the renditions and pictures of a package. */
export const handler = step('submitTranscode', (input: TranscodeInput) => submitTranscode(input, ports));
