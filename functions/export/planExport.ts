import { step } from '../step.ts';
import { exportPorts } from '../wiring/exports.ts';
import { system } from '../wiring/system.ts';
import { ledger, ledgerSpans, streamNames, streamStore } from '../wiring/tables.ts';
import { planExport } from './steps/planExport.ts';

const names = streamNames();
const ports = {
  ...exportPorts(),
  ledger: ledger(),
  timeline: { names, streams: streamStore(), spans: ledgerSpans(), clock: system.clock },
};

/** First step of the export machine: which bytes go where. */
export const handler = step('planExport', (input: { exportId: string }) => planExport(input, ports));
