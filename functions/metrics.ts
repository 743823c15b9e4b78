import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS, type Measurement } from '../core/observe/metrics.ts';
import { setting } from './environment.ts';

let metrics: Metrics | undefined;

/** Writes measurements as one line of embedded metric format, which CloudWatch reads out of the log: no call is made. */
export function publishMetrics(measurements: readonly Measurement[]): void {
  if (measurements.length === 0) return;
  metrics ??= new Metrics({
    namespace: METRIC_NAMESPACE,
    serviceName: METRIC_SERVICE,
    defaultDimensions: { stage: setting('STAGE') },
  });
  for (const { name, value } of measurements) metrics.addMetric(name, METRICS[name].unit, value);
  metrics.publishStoredMetrics();
}

let throttled = 0;

/** Counts a call that KVS refused and that is tried again. */
export function countThrottled(): void {
  throttled++;
}

/** What was counted since it was last asked for. */
export function takeThrottled(): number {
  const count = throttled;
  throttled = 0;
  return count;
}
