import { type MachineFailure, messageOfFailure } from '../../export/steps/messageOfFailure.ts';
import { failPackage } from './failPackage.ts';
import type { PackageInput, PackagePorts, Refused } from './packagePorts.ts';

/** Says in the record what went wrong in a step that was tried often enough. */
export function recordFailure(
  { packageId, failure }: PackageInput & { readonly failure: MachineFailure },
  ports: PackagePorts,
): Promise<Refused> {
  return failPackage(packageId, { code: failure.Error ?? 'Internal', message: messageOfFailure(failure) }, ports);
}
