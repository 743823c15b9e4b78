import { archivingLines, type BilledService, type CostLine, type Fleet, line } from './cameraMonth.ts';
import type { Measurement } from './Measurement.ts';
import { SECONDS_A_MONTH } from './quantities.ts';

/** What the passes over one stream wrote down. */
export interface StreamCount {
  /** Passes that archived something. */
  readonly passes: number;
  readonly clips: number;
  readonly bundles: number;
  readonly fragments: number;
  readonly footageMs: number;
  /** Stored, in clips and bundles together. */
  readonly bytes: number;
}

/** What was counted of one stream, and how it is archived. */
export interface CountedStream extends StreamCount {
  readonly source: 'clip' | 'fragments';
  readonly retentionHours: number;
  /** The time that was counted: less than the month where it was enrolled later. */
  readonly seconds: number;
}

export interface ServiceCost {
  readonly service: BilledService;
  readonly dollars: number;
}

const within = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));

/** The traffic that what was counted amounts to, within what the measurement can be scaled to. */
function fleetOf(stream: CountedStream, streams: number): Fleet {
  const { footageMs, fragments, passes, bytes, bundles, clips, source, retentionHours } = stream;
  const seconds = Math.max(1, footageMs / 1000);
  const copies = 1 + within(0, bundles / Math.max(1, clips), 1);
  return {
    streams,
    retentionHours,
    source,
    mbps: within(0.01, (bytes / copies / seconds) * 8e-6, 100),
    fragmentSeconds: within(0.5, seconds / Math.max(1, fragments), 20),
    windowSeconds: within(10, seconds / Math.max(1, passes), 86_400),
    fragments: copies >= 1.5 ? 'all' : 'none',
  };
}

/**
 * What the month so far has cost, by service: passes, files and bytes as they were counted, each pass with the calls and
 * times of the measured run, at the prices of core/cost/prices.ts. It is an estimate of a bill, not the bill: what it
 * does not hold, whoever shows it must say.
 *
 * @param streams those that were counted
 * @param scale how many times what was counted stands for all: 2 where half of the streams were
 * @param period seconds between two ticks of the schedule
 */
export function monthSoFar(
  measurement: Measurement,
  streams: readonly CountedStream[],
  { scale, period }: { readonly scale: number; readonly period: number },
): ServiceCost[] {
  const sums = new Map<BilledService, number>();
  const add = ({ service, dollars }: Pick<CostLine, 'service' | 'dollars'>, times: number): void => {
    sums.set(service, (sums.get(service) ?? 0) + dollars * times);
  };
  for (const stream of streams) {
    const fleet = fleetOf(stream, streams.length * scale);
    const ticks = Math.max(stream.passes, stream.seconds / period);
    for (const each of archivingLines(measurement, fleet, { windows: stream.passes, ticks })) {
      if (each.of === 'camera') add(each, scale);
    }
    for (const each of footageSoFar(stream)) add(each, scale);
  }
  const [longest] = streams.toSorted((one, other) => other.seconds - one.seconds);
  if (longest !== undefined) {
    const ticks = longest.seconds / period;
    const stack = archivingLines(measurement, fleetOf(longest, streams.length * scale), { windows: 0, ticks });
    for (const each of stack) if (each.of === 'stack') add(each, 1);
  }
  return [...sums].map(([service, dollars]) => ({ service, dollars })).filter(({ dollars }) => dollars > 0);
}

/** What came, was read and is kept; what a month adds to the archive has been kept for half of its time on average. */
function footageSoFar({ bytes, bundles, clips, source, retentionHours, seconds }: CountedStream): CostLine[] {
  const copies = 1 + within(0, bundles / Math.max(1, clips), 1);
  const once = bytes / copies / 1e9;
  return [
    line('KVS ingest', 'kvsIngestGb', once),
    line('KVS reads', 'kvsReadGb', once * (source === 'fragments' ? 1 : copies)),
    line('KVS storage', 'kvsStoredGbMonth', (once * Math.min(retentionHours * 3600, seconds)) / SECONDS_A_MONTH),
    line('S3 storage', 's3StoredGbMonth', (bytes / 1e9) * (seconds / SECONDS_A_MONTH / 2)),
  ];
}
