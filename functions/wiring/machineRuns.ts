import { SfnMachineRuns } from '../../cloud/states/SfnMachineRuns.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { MachineRuns } from '../../core/ports/machineRuns.ts';
import { setting } from '../environment.ts';

export interface Machine {
  readonly arn: string;
  /** Express ones keep no list and no history. */
  readonly type: 'STANDARD' | 'EXPRESS';
}

/** The state machines of the stack by their names, as serverless/environment.cjs writes them down. */
export const machines = (): Readonly<Record<string, Machine>> => JSON.parse(setting('MACHINES'));

const known = new Map<string, MachineRuns>();

/** Executions of one of them. @throws ArchiverError `InvalidInput` where there is none of that name */
export function machineRuns(name: string, field = 'machine'): MachineRuns {
  const all = machines();
  const machine = Object.hasOwn(all, name) ? all[name] : undefined;
  if (machine === undefined) {
    const names = Object.keys(all).join(', ');
    throw new ArchiverError(
      'InvalidInput',
      `${field}: there is no machine ${JSON.stringify(name)}; there are ${names}`,
    );
  }
  const runs = known.get(name) ?? new SfnMachineRuns(machine.arn);
  known.set(name, runs);
  return runs;
}
