import { measurePass } from '../../core/observe/measureWork.ts';
import { step } from '../step.ts';
import { eventPublisher } from '../wiring/events.ts';
import { system } from '../wiring/system.ts';
import { ledger, runLog, streamStore } from '../wiring/tables.ts';
import { type CommitWindowInput, commitWindow } from './steps/commitWindow.ts';

const ports = {
  streams: streamStore(),
  ledger: ledger(),
  runs: runLog(),
  events: eventPublisher(),
  clock: system.clock,
};

/** Last step of a pass: the watermark moves, the record is written, the event published. */
export const handler = step(
  'commitWindow',
  (input: CommitWindowInput) => commitWindow(input, ports),
  (_commit, pass) => measurePass(pass),
);
