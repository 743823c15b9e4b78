import type { FleetCounts } from '../../../core/observe/fleet.ts';
import { measureFleet } from '../../../core/observe/fleet.ts';
import {
  measureEvents,
  measureFailure,
  measureImage,
  measureLabels,
  measureNotifications,
} from '../../../core/observe/measureAnalysis.ts';
import { measurePackages } from '../../../core/observe/measurePackages.ts';
import {
  measureDiscovery,
  measurePass,
  measureRun,
  measureSweep,
  measureThrottling,
  measureWindow,
} from '../../../core/observe/measureWork.ts';
import type { Measurement } from '../../../core/observe/metrics.ts';
import type { PlanOutcome, Window } from '../../../core/runs/run.ts';
import { publishMetrics } from '../../../functions/metrics.ts';

/** A metric as CloudWatch reads it out of a line of log. */
export interface EmittedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  /** `{ service, stage }` */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** The metrics of a line of log; none where it is another line. Documented: CloudWatch user guide, "Embedded metric format". */
export function readEmbeddedMetrics(line: string): EmittedMetric[] {
  if (!line.includes('"_aws"')) return [];
  const record = JSON.parse(line) as EmbeddedMetrics;
  return record._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        dimensions: Object.fromEntries(names.map((name) => [name, String(record[name])])),
        value: Number(record[Name]),
      })),
    ),
  );
}

const outcome = (of: Partial<PlanOutcome>): PlanOutcome => ({
  planId: 'p',
  status: 'archived',
  clips: 0,
  openParts: 0,
  bundles: [],
  ...of,
});

/** What every emitter of the product says where everything that it counts has happened. */
export function everyMeasurement(): Measurement[][] {
  const fleet: FleetCounts = {
    streams: 9,
    paused: 1,
    deleted: 1,
    catchingUp: 1,
    behind: 1,
    silent: 1,
    losingSoon: 1,
    oldestWatermarkAgeMs: 90_400,
    openPlans: 2,
    oldestOpenPlanAgeMs: 60_000,
    openBundles: 3,
    openGaps: 4,
  };
  return [
    measurePass({
      listing: { listed: 40, known: 0, planned: 4, adopted: 0, foreign: 0, unplannedFromMs: null, expired: 1 },
      outcomes: [
        outcome({ clips: 2, bytes: 1000, tries: 3, retries: 1 }),
        outcome({ status: 'gap', reason: 'failed' }),
        outcome({ status: 'gap', reason: 'expired' }),
        outcome({ status: 'gap', reason: 'unsupported-media' }),
      ],
      bundles: [
        { planId: 'p', status: 'archived', bytes: 500 },
        { planId: 'q', status: 'failed' },
        { planId: 'r', status: 'gone' },
      ],
    }),
    measureWindow({ status: 'window', unseen: true } as Window),
    measureRun({ failed: 2 }),
    measureThrottling({ calls: 5, gaveUp: true }),
    measureFleet(fleet),
    measureDiscovery({ enrolled: 2, refused: 1 }),
    measureImage({ status: 'listed' }),
    measureImage({ status: 'ignored' }),
    measureLabels({ status: 'unreadable', labels: 1 }),
    measureEvents({ told: 1 }),
    measureFailure(),
    measureNotifications({ started: 1, folded: 2, ignored: ['malformed'] }),
    measurePackages({ oldestMs: 90_000, started: ['package-1'] }),
    measureSweep({ adopted: 2, deleted: 3, left: 1, findings: { 'clip-missing': 2, 'size-wrong': 2 } }),
  ];
}

/** The metrics of all emitters, as they come out of a function's log. */
export function emittedMetrics(): EmittedMetric[] {
  const lines: string[] = [];
  const written = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  try {
    for (const measurements of everyMeasurement()) publishMetrics(measurements);
  } finally {
    written.mockRestore();
  }
  return lines.flatMap(readEmbeddedMetrics);
}
