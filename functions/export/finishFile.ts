import { step } from '../step.ts';
import { exportPorts } from '../wiring/exports.ts';
import { finishFile } from './steps/finishFile.ts';

const ports = exportPorts();

/** Puts the parts of an exported file together. */
export const handler = step('finishFile', (input: { exportId: string; file: number }) => finishFile(input, ports));
