/** A number that somebody watches, as CloudWatch keeps it. */
interface Metric {
  readonly unit: 'Count' | 'Bytes' | 'Seconds';
  readonly meaning: string;
}

/** Under which all of them stand. */
export const METRIC_NAMESPACE = 'KvsArchiver';
/** The value of the dimension `service`; the only other one is `stage`: 50,000 streams must not make 50,000 metrics. */
export const METRIC_SERVICE = 'kvs-archiver';

/**
 * Every metric of the product. Alarms and the dashboard name no others, and each of these is emitted; a test holds all
 * three together. What is said of one stream stands in the table, the API and the logs.
 */
export const METRICS = {
  // Of a pass over a stream.
  FragmentsListed: { unit: 'Count', meaning: 'fragments that passes listed' },
  ClipsArchived: { unit: 'Count', meaning: 'plans that were stored' },
  BundlesArchived: { unit: 'Count', meaning: 'bundles that were stored beside a clip' },
  BundlesFailed: { unit: 'Count', meaning: 'bundles that were not stored; they stay open' },
  GapsFailed: { unit: 'Count', meaning: 'plans that became a gap although KVS has the footage' },
  GapsExpired: { unit: 'Count', meaning: 'plans whose footage had left KVS' },
  GapsUnsupported: { unit: 'Count', meaning: 'plans that KVS itself cannot give back' },
  SpansUnseen: { unit: 'Count', meaning: 'spans that left retention before they were listed' },
  // Of a plan.
  BytesArchived: { unit: 'Bytes', meaning: 'stored in clips and bundles' },
  PlanRetries: { unit: 'Count', meaning: 'tries of a plan after its first' },
  // Of any step.
  CallsThrottled: { unit: 'Count', meaning: 'calls that KVS refused and that were tried again at once' },
  StepsThrottled: { unit: 'Count', meaning: 'steps that gave up for throttling; the machine tries them again' },
  // Of a run.
  StreamsFailed: { unit: 'Count', meaning: 'streams of a run that lost something or could not be worked on' },
  // Of the whole, measured every few minutes.
  StreamsEnrolled: { unit: 'Count', meaning: 'streams that are archived' },
  StreamsPaused: { unit: 'Count', meaning: 'streams that their owner paused' },
  StreamsDeleted: { unit: 'Count', meaning: 'enrolled streams that KVS no longer has' },
  StreamsCatchingUp: { unit: 'Count', meaning: 'streams that are working off what was there when they were enrolled' },
  StreamsBehind: { unit: 'Count', meaning: 'streams whose watermark is older than their settings explain' },
  StreamsSilent: { unit: 'Count', meaning: 'streams that have sent nothing for longer than their limit' },
  StreamsLosingSoon: { unit: 'Count', meaning: 'streams with footage that retention soon takes unarchived' },
  OldestWatermarkAge: { unit: 'Seconds', meaning: 'of the stream that is furthest behind, beyond its own interval' },
  OpenPlans: { unit: 'Count', meaning: 'plans that were recorded and not yet ended' },
  OldestOpenPlanAge: { unit: 'Seconds', meaning: 'since the oldest of them was recorded' },
  OpenBundles: { unit: 'Count', meaning: 'clips whose bundle is still to be made' },
  OpenGaps: { unit: 'Count', meaning: 'gaps that KVS may still have the footage of' },
  // Of a sweep.
  OrphansAdopted: { unit: 'Count', meaning: 'objects without a row that were taken into the ledger' },
  OrphansDeleted: { unit: 'Count', meaning: 'objects without a row whose fragments are all elsewhere, deleted' },
  OrphansLeft: { unit: 'Count', meaning: 'objects without a row that a sweep could neither adopt nor delete' },
  ArchiveFindings: { unit: 'Count', meaning: 'in what else ledger and bucket disagree, as a sweep found and left it' },
  // Of images.
  ImagesListed: { unit: 'Count', meaning: 'images that arrived and were listed' },
  ImagesIgnored: { unit: 'Count', meaning: "objects among the images that are nobody's, or were gone already" },
  ImagesUnreadable: { unit: 'Count', meaning: 'images that can never be read' },
  LabelsDetected: { unit: 'Count', meaning: 'labels that were seen in images' },
  EventsDetected: { unit: 'Count', meaning: 'events that rules made, and that were told of' },
  AnalysesFailed: { unit: 'Count', meaning: 'images that could not be looked at, after all tries' },
  RunsNotified: { unit: 'Count', meaning: 'runs that a notification of Kinesis Video Streams started' },
  NotificationsFolded: { unit: 'Count', meaning: 'notifications that belong to such a run' },
  NotificationsIgnored: {
    unit: 'Count',
    meaning: 'notifications that are malformed, or of streams that are not archived',
  },
  // Of packages, measured with the whole.
  OldestPackageAge: { unit: 'Seconds', meaning: 'since the oldest package that is being made was asked for' },
  PackagesFoundAgain: { unit: 'Count', meaning: 'packages whose event, or whose execution, had got lost' },
  // Of automatic enrolment.
  StreamsDiscovered: { unit: 'Count', meaning: 'streams that were enrolled by tag or name' },
  DiscoveriesRefused: { unit: 'Count', meaning: 'streams that match and could not be enrolled' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** One value of one metric. */
export interface Measurement {
  readonly name: MetricName;
  readonly value: number;
}

/** Values as measurements. */
export function measurements(values: Readonly<Partial<Record<MetricName, number>>>): Measurement[] {
  return (Object.entries(values) as [MetricName, number][]).map(([name, value]) => ({ name, value }));
}

/** As `measurements`, without zeros: a line of log for every pass that did nothing would cost more than it tells. */
export function happenings(values: Readonly<Partial<Record<MetricName, number>>>): Measurement[] {
  return measurements(values).filter(({ value }) => value > 0);
}
