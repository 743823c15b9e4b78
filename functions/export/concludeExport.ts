import { step } from '../step.ts';
import { exportPorts } from '../wiring/exports.ts';
import { concludeExport, type ExportFailure } from './steps/concludeExport.ts';

const ports = exportPorts();

/** Last step of the export machine, whatever it has come to. */
export const handler = step('concludeExport', (input: { exportId: string; failure?: ExportFailure }) =>
  concludeExport(input, ports),
);
