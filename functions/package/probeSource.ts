import { step } from '../step.ts';
import { packagePorts } from '../wiring/packages.ts';
import { exportStore } from '../wiring/tables.ts';
import type { PackageInput } from './steps/packagePorts.ts';
import { probeSource } from './steps/probeSource.ts';

const ports = { ...packagePorts(), exports: exportStore() };

/** Finds out what is to be packaged, and refuses what cannot be played. */
export const handler = step('probeSource', (input: PackageInput) => probeSource(input, ports));
