import { step } from '../step.ts';
import { packagePorts } from '../wiring/packages.ts';
import { finishPackage } from './steps/finishPackage.ts';
import type { PackageInput } from './steps/packagePorts.ts';

const ports = packagePorts();

/** Last step of the package machine: complete, or nothing left of it. */
export const handler = step('finishPackage', (input: PackageInput) => finishPackage(input, ports));
