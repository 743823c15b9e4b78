import { measureEvents } from '../../core/observe/measureAnalysis.ts';
import { optionalSetting, retentionClasses } from '../environment.ts';
import { step } from '../step.ts';
import {
  enrolmentStore,
  eventPublisher,
  footageEventStore,
  ledger,
  objectLinks,
  streamStore,
  system,
} from '../wiring.ts';
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
