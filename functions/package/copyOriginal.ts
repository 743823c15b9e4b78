import { step } from '../step.ts';
import { objectAssembler } from '../wiring/buckets.ts';
import { packagePorts } from '../wiring/packages.ts';
import { exportStore } from '../wiring/tables.ts';
import { copyOriginal } from './steps/copyOriginal.ts';
import type { PackageInput } from './steps/packagePorts.ts';

const ports = { ...packagePorts(), exports: exportStore(), assembler: objectAssembler() };

/** Copies what is packaged into the bucket of delivery. */
export const handler = step('copyOriginal', (input: PackageInput) => copyOriginal(input, ports));
