import { measureEvents } from '../../core/observe/measureAnalysis.ts';
import { optionalSetting, retentionClasses } from '../environment.ts';
import { step } from '../step.ts';
import { eventPublisher } from '../wiring/events.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, footageEventStore, ledger, streamStore } from '../wiring/tables.ts';
import { type KeepEventInput, keepEvent } from './steps/keepEvent.ts';

const ports = {
  enrolments: enrolmentStore(),
  streams: streamStore(),
  ledger: ledger(),
  events: footageEventStore(),
  publisher: eventPublisher(),
  links: objectLinks(),
  clock: system.clock,
  retentionClasses: retentionClasses(),
  frontUrl: optionalSetting('FRONT_URL'),
};

/** Step of the analyze machine: an event's footage is kept, and it is told of. */
export const handler = step('keepEvent', (input: KeepEventInput) => keepEvent(input, ports), measureEvents);
