import { step } from '../step.ts';
import { packagePorts, transcoder } from '../wiring/packages.ts';
import type { PackageInput } from './steps/packagePorts.ts';
import { submitTranscode } from './steps/submitTranscode.ts';

const ports = { ...packagePorts(), transcoder: transcoder() };

/** Asks for the renditions and pictures of a package. */
export const handler = step('submitTranscode', (input: PackageInput) => submitTranscode(input, ports));
