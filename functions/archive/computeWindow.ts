import { measureWindow } from '../../core/observe/measureWork.ts';
import { setting, windowSettings } from '../environment.ts';
import { step } from '../step.ts';
import { footageSource } from '../wiring/footage.ts';
import { executions } from '../wiring/machines.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledger, streamStore } from '../wiring/tables.ts';
import { type ComputeWindowInput, computeWindow } from './steps/computeWindow.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  ledger: ledger(),
  executions: executions(),
  source: footageSource(streams),
  clock: system.clock,
  archiveBucket: setting('ARCHIVE_BUCKET'),
  settings: windowSettings(),
};

/** Step of the archive machine: which span of a stream a pass looks at. */
export const handler = step('computeWindow', (input: ComputeWindowInput) => computeWindow(input, ports), measureWindow);
