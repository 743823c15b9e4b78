import { step } from '../step.ts';
import { eventPublisher } from '../wiring/events.ts';
import { packageStore } from '../wiring/tables.ts';
import { noteTranscode } from './steps/noteTranscode.ts';

const ports = { packages: packageStore(), events: eventPublisher() };

/** What MediaConvert says of a job on its own. */
export const handler = step('noteTranscode', (event: { detail?: unknown }) => noteTranscode(event, ports));
