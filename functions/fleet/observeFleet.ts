import { measureFleet } from '../../core/observe/fleet.ts';
import { expectations } from '../environment.ts';
import { logger } from '../logger.ts';
import { step } from '../step.ts';
import { eventPublisher } from '../wiring/events.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, ledger, streamStore } from '../wiring/tables.ts';
import { observeFleet } from './steps/observeFleet.ts';

const ports = {
  enrolments: enrolmentStore(),
  streams: streamStore(),
  ledger: ledger(),
  events: eventPublisher(),
  clock: system.clock,
  expectations: expectations(),
  log: (message: string, about: Readonly<Record<string, unknown>>) => logger.warn(message, { ...about }),
};

/** By schedule: how all streams fare. */
export const handler = step('observeFleet', () => observeFleet(ports), measureFleet);
