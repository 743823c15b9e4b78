import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { foldedRunName } from '../../../core/notifications/foldedRun.ts';
import { type FragmentNotification, parseNotification } from '../../../core/notifications/parseNotification.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Clock } from '../../../core/system.ts';
import { minutesOf } from './openWantedBundles.ts';

export interface NotificationPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: Pick<StreamStore, 'want'>;
  readonly runs: Runs;
  readonly clock: Clock;
}

/** What SNS hands to a function, as far as it matters. */
export interface NotificationEvent {
  readonly Records?: readonly { readonly Sns?: { readonly Message?: unknown } }[];
}

export interface StartedRuns {
  readonly started: number;
  /** They belong to a run that was started by another. */
  readonly folded: number;
  /** Malformed, or of a stream that is not archived: nothing to try again. */
  readonly ignored: readonly string[];
}

/**
 * Starts the archive machine for the streams of notified fragments: one run for all notifications of a stream that come
 * within a few seconds. Where the stream keeps bundles of what is tagged, the fragment's footage is noted first.
 */
export async function startOnNotification(event: NotificationEvent, ports: NotificationPorts): Promise<StartedRuns> {
  let started = 0;
  let folded = 0;
  const ignored: string[] = [];
  for (const record of event.Records ?? []) {
    try {
      const notification = parseNotification(String(record.Sns?.Message ?? ''));
      if (await startFor(notification, ports)) started += 1;
      else folded += 1;
    } catch (error) {
      const isNothing = isArchiverError(error, 'InvalidInput') || isArchiverError(error, 'NotFound');
      if (!isNothing) throw error;
      ignored.push(error.message.slice(0, 300));
    }
  }
  return { started, folded, ignored };
}

/** Whether a run was started for it; another's run finds it as well. */
async function startFor(notification: FragmentNotification, ports: NotificationPorts): Promise<boolean> {
  const { streamName, streamArn, fragmentNumber, producerMs, serverMs } = notification;
  const enrolment = await ports.enrolments.get(streamName);
  if (enrolment?.settings.enabled !== true) {
    throw new ArchiverError('NotFound', `stream: ${streamName} is not archived`);
  }
  const now = ports.clock.now();
  // The name may be another stream's by now: it is noted where it was; the run finds out.
  if (enrolment.settings.fragments === 'tagged' && enrolment.streamArn === streamArn) {
    const minutes = minutesOf(producerMs, producerMs).map((minuteMs) => ({ minuteMs, sinceMs: now }));
    await ports.streams.want(streamArn, minutes);
  }
  const input = { trigger: 'notification', stream: streamName, fragment: fragmentNumber, serverMs };
  try {
    await ports.runs.start(foldedRunName(streamArn, now), input);
    return true;
  } catch (error) {
    if (!isArchiverError(error, 'Conflict')) throw error;
    return false;
  }
}
