import { step } from '../step.ts';
import { exportingPorts } from '../wiring/exporting.ts';
import { packagePorts } from '../wiring/packages.ts';
import { gatherSource } from './steps/gatherSource.ts';
import type { PackageInput } from './steps/packagePorts.ts';

const ports = { ...packagePorts(), exporting: exportingPorts() };

/** First step of the package machine: what a package is made from. */
export const handler = step('gatherSource', (input: PackageInput) => gatherSource(input, ports));
