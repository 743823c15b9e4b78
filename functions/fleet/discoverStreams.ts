import { measureDiscovery } from '../../core/observe/measureWork.ts';
import { parseEnrolmentRule } from '../../core/streams/enrolmentRule.ts';
import { expectations, optionalSetting, retentionClasses, setting } from '../environment.ts';
import { logger } from '../logger.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource, streamDirectory } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { discoverStreams } from './steps/discoverStreams.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  source: footageSource(streams),
  directory: streamDirectory(),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  system,
  retentionClasses: retentionClasses(),
  expectations: expectations(),
  log: (message: string, about: Readonly<Record<string, unknown>>) => logger.info(message, { ...about }),
};

/** By schedule, where the stack's settings say which: streams are enrolled by themselves. */
export const handler = step(
  'discoverStreams',
  () =>
    discoverStreams({
      ...ports,
      rule: parseEnrolmentRule(optionalSetting('ENROL_BY_TAG'), optionalSetting('ENROL_BY_PREFIX')),
    }),
  measureDiscovery,
);
