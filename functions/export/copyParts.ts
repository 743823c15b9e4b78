import { step } from '../step.ts';
import { exportPorts } from '../wiring/exports.ts';
import { copyParts } from './steps/copyParts.ts';

const ports = exportPorts();

/** Puts a group of parts of an exported file in place. */
export const handler = step('copyParts', (input: { exportId: string; file: number; batch: number }) =>
  copyParts(input, ports),
);
