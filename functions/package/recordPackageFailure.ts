import type { MachineFailure } from '../export/steps/messageOfFailure.ts';
import { step } from '../step.ts';
import { packagePorts } from '../wiring/packages.ts';
import type { PackageInput } from './steps/packagePorts.ts';
import { recordFailure } from './steps/recordFailure.ts';

const ports = packagePorts();

/** Says in a package's record what went wrong. */
export const handler = step('recordPackageFailure', (input: PackageInput & { failure: MachineFailure }) =>
  recordFailure(input, ports),
);
