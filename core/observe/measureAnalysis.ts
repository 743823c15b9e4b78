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

/** An image that could not be looked at. */
export function measureFailure(): Measurement[] {
  return happenings({ AnalysesFailed: 1 });
}
