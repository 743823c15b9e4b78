import { ARCHIVING } from '../../../core/cost/cameraMonth.ts';
import { countPasses } from '../../../core/cost/countPasses.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { type CountedStream, monthSoFar } from '../../../core/cost/monthSoFar.ts';
import { PRICES, PRICES_DATE, PRICES_REGION } from '../../../core/cost/prices.ts';
import type { RunRecords } from '../../../core/ports/runLog.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface CostPorts {
  readonly enrolments: Pick<EnrolmentStore, 'list'>;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly records: Pick<RunRecords, 'newest'>;
  readonly clock: Clock;
  /** Between two ticks of the schedule. */
  readonly periodMs: number;
}

/** Streams that are counted; of more, they stand for all. */
const STREAMS_COUNTED = 100;
/** Of each, the newest records: some 3,000 passes. */
const PAGES_A_STREAM = 2;
const AT_ONCE = 10;
const LIST_PAGE = 1000;

/** What the figure does not hold, by a word each. */
const NOT_HELD = [
  'stored-before',
  'viewing',
  'exports',
  'images',
  'packaging',
  'http-api',
  'monitoring',
  'transfer',
  'free-tiers',
  'taxes',
] as const;

/** What one stream was counted to have, and whether all of its month was. */
interface Counted extends CountedStream {
  readonly complete: boolean;
}

/**
 * What archiving has cost since the first of the month (UTC), estimated from the records of passes. At most some 300
 * calls to the tables: two for the records and one for the state of each of 100 streams.
 */
export async function showCosts(ports: CostPorts): Promise<Record<string, unknown>> {
  const now = ports.clock.now();
  const today = new Date(now);
  const fromMs = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const { first, count } = await enrolled(ports.enrolments);
  const counted: Counted[] = [];
  for (let at = 0; at < first.length; at += AT_ONCE) {
    const some = first.slice(at, at + AT_ONCE).map((enrolment) => countStream(enrolment, fromMs, now, ports));
    counted.push(...(await Promise.all(some)));
  }
  const scale = counted.length === 0 ? 1 : count / counted.length;
  const services = monthSoFar(MEASURED, counted, { scale, period: ports.periodMs / 1000 });
  const sum = (of: (stream: Counted) => number): number =>
    Math.round(counted.reduce((total, stream) => total + of(stream), 0));
  return {
    ...{ currency: 'USD', from: formatTime(fromMs), to: formatTime(now) },
    dollars: services.reduce((total, { dollars }) => total + dollars, 0),
    services: services.map((each) => ({ ...each, part: ARCHIVING.includes(each.service) ? 'archiving' : 'footage' })),
    counted: {
      streams: counted.length,
      ofStreams: count,
      complete: counted.every(({ complete }) => complete),
      passes: sum(({ passes }) => passes),
      clips: sum(({ clips }) => clips),
      bundles: sum(({ bundles }) => bundles),
      fragments: sum(({ fragments }) => fragments),
      footageMs: sum(({ footageMs }) => footageMs),
      bytes: sum(({ bytes }) => bytes),
    },
    prices: {
      ...{ date: PRICES_DATE, region: PRICES_REGION },
      unverified: Object.entries(PRICES).flatMap(([name, { verified }]) => (verified ? [] : [name])),
    },
    measuredAt: MEASURED.measuredAt,
    notHeld: NOT_HELD,
  };
}

/** The first of the streams, and how many there are. */
async function enrolled(enrolments: CostPorts['enrolments']) {
  const first: Enrolment[] = [];
  let count = 0;
  let after: string | undefined;
  do {
    const page = await enrolments.list(LIST_PAGE, after);
    first.push(...page.items.slice(0, STREAMS_COUNTED - first.length));
    count += page.items.length;
    after = page.nextToken;
  } while (after !== undefined);
  return { first, count };
}

async function countStream(
  { streamArn, settings, createdMs }: Enrolment,
  monthMs: number,
  now: number,
  { streams, records }: CostPorts,
): Promise<Counted> {
  const fromMs = Math.min(now, Math.max(monthMs, createdMs));
  const [state, newest] = await Promise.all([
    streams.get(streamArn),
    records.newest(streamArn, monthMs, PAGES_A_STREAM),
  ]);
  const oldestMs = newest.records.at(-1)?.endedMs ?? now;
  // The newest records stand for those that are not read.
  const scale = newest.complete ? 1 : (now - fromMs) / Math.max(1, now - oldestMs);
  return {
    ...countPasses(newest.records, Math.max(1, scale)),
    source: settings.source,
    retentionHours: state?.retentionHours ?? 24,
    seconds: (now - fromMs) / 1000,
    complete: newest.complete,
  };
}
