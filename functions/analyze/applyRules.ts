import { step } from '../step.ts';
import { enrolmentStore, footageEventStore, imageStore } from '../wiring/tables.ts';
import { type ApplyRulesInput, applyRules } from './steps/applyRules.ts';

const ports = { enrolments: enrolmentStore(), images: imageStore(), events: footageEventStore() };

/** Step of the analyze machine: what the stream's rules make of it. */
export const handler = step('applyRules', (input: ApplyRulesInput) => applyRules(input, ports));
