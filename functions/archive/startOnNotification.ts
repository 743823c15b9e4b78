import { measureNotifications } from '../../core/observe/measureAnalysis.ts';
import { step } from '../step.ts';
import { archiveRuns, enrolmentStore, streamStore, system } from '../wiring.ts';
import { type NotificationEvent, startOnNotification } from './steps/startOnNotification.ts';

const ports = { enrolments: enrolmentStore(), streams: streamStore(), runs: archiveRuns(), clock: system.clock };

/** Subscribed to what Kinesis Video Streams says of tagged fragments: their streams are archived at once. */
export const handler = step(
  'startOnNotification',
  (event: NotificationEvent) => startOnNotification(event, ports),
  measureNotifications,
);
