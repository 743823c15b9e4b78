import { step } from '../step.ts';
import { exportPorts } from '../wiring/exports.ts';
import { concludeExport } from './steps/concludeExport.ts';
import type { MachineFailure } from './steps/messageOfFailure.ts';

const ports = exportPorts();

/** Last step of the export machine, whatever it has come to. */
export const handler = step('concludeExport', (input: { exportId: string; failure?: MachineFailure }) =>
  concludeExport(input, ports),
);
