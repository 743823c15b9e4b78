import { measureNotifications } from '../../core/observe/measureAnalysis.ts';
import { step } from '../step.ts';
import { archiveRuns } from '../wiring/machines.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { type NotificationEvent, startOnNotification } from './steps/startOnNotification.ts';

const ports = { enrolments: enrolmentStore(), streams: streamStore(), runs: archiveRuns(), clock: system.clock };

/** Subscribed to what Kinesis Video Streams says of tagged fragments: their streams are archived at once. */
export const handler = step(
  'startOnNotification',
  (event: NotificationEvent) => startOnNotification(event, ports),
  measureNotifications,
);
