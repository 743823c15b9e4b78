import { happenings, type Measurement } from './metrics.ts';

/** What the listing of an image came to. */
export function measureImage({ status }: { readonly status: string }): Measurement[] {
  return happenings({ ImagesListed: status === 'ignored' ? 0 : 1, ImagesIgnored: status === 'ignored' ? 1 : 0 });
}

/** What looking at an image came to. */
export function measureLabels(found: { readonly status: string; readonly labels: number }): Measurement[] {
  return happenings({ ImagesUnreadable: found.status === 'unreadable' ? 1 : 0, LabelsDetected: found.labels });
}

/** What was told. */
export function measureEvents({ told }: { readonly told: number }): Measurement[] {
  return happenings({ EventsDetected: told });
}

/** Runs that notifications started. */
export function measureNotifications(found: {
  readonly started: number;
  readonly folded: number;
  readonly ignored: readonly string[];
}): Measurement[] {
  const { started, folded, ignored } = found;
  return happenings({ RunsNotified: started, NotificationsFolded: folded, NotificationsIgnored: ignored.length });
}

/** An image that could not be looked at. */
export function measureFailure(): Measurement[] {
  return happenings({ AnalysesFailed: 1 });
}
