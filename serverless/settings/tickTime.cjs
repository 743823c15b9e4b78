/**
 * How long a tick of the schedule takes, from what one stream's turn costs and what an account gives. Each resource has a
 * rate; the slowest is the tick's time, since children run beside each other. Calls of a turn are those that
 * tests/simulation/tick.test.ts counts, of the real machine over a thousand streams; times are of AWS, with a margin.
 */

/** What one child does in a scheduled run, and how long it takes. */
const TURN = {
  /** A stream whose interval is over: a window listed, a clip and its bundle stored. */
  due: { seconds: 10, streamWrites: 6, ledgerWrites: 2, events: 1, steps: 5 },
  /** Any other: ComputeWindow, and away again. */
  idle: { seconds: 2, streamWrites: 2, ledgerWrites: 0, events: 0, steps: 1 },
};

/** APIs whose data endpoint a stream's first turn asks for: ListFragments, GetClip, GetMediaForFragmentList. */
const ENDPOINTS_OF_STREAM = 3;
/** How often a stream's description is read anew: functions/archive/steps/computeWindow.ts. */
const DESCRIBED_FOR_SECONDS = 3600;

/** Calls a second that an account has, us-east-1; where a quota can be raised, what it is before. */
const RATES = {
  /** Express children that a distributed Map starts. Step Functions developer guide, "Distributed mode". */
  dispatch: 1000,
  /** Kinesis Video Streams, service quotas, for the account. */
  getDataEndpoint: 300,
  describeStream: 300,
  /** DynamoDB, service quotas: on-demand table, write units; each stream is a partition key of its own. */
  streamWrites: 40_000,
  ledgerWrites: 40_000,
  /** EventBridge, PutEvents; 400 in the smallest Regions, which is taken. */
  events: 400,
};

/**
 * @param {{ expectedStreams: number, streamConcurrency: number, intervalSeconds: number }} settings
 * @param {number} periodSeconds between two ticks
 * @param {{ first?: boolean }} options `first`: no stream was ever seen; otherwise a tick of every day at its worst, in
 *   which every stream's description is read anew
 * @returns {{ seconds: number, slowest: string, parts: Record<string, number> }} whole seconds, by resource
 */
function tickTime(settings, periodSeconds, { first = false } = {}) {
  const { expectedStreams: streams, streamConcurrency, intervalSeconds } = settings;
  // With an interval longer than the period the streams' turns spread over the ticks.
  const share = first ? 1 : Math.min(1, periodSeconds / intervalSeconds);
  const due = streams * share;
  const of = (what) => due * TURN.due[what] + (streams - due) * TURN.idle[what];
  const described = first ? streams : streams * Math.min(1, Math.max(periodSeconds / DESCRIBED_FOR_SECONDS, 1));
  const parts = {
    streamConcurrency: of('seconds') / Math.min(streamConcurrency, streams),
    dispatch: streams / RATES.dispatch,
    describeStream: described / RATES.describeStream,
    getDataEndpoint: first ? (streams * ENDPOINTS_OF_STREAM) / RATES.getDataEndpoint : 0,
    streamWrites: of('streamWrites') / RATES.streamWrites,
    ledgerWrites: of('ledgerWrites') / RATES.ledgerWrites,
    events: of('events') / RATES.events,
  };
  for (const name of Object.keys(parts)) parts[name] = Math.ceil(parts[name]);
  const [[slowest, seconds]] = Object.entries(parts).sort(([, a], [, b]) => b - a);
  return { seconds, slowest, parts };
}

/** Streams at once with which a tick's children are through in the period. */
function concurrencyFor(settings, periodSeconds) {
  const alone = tickTime(
    { ...settings, streamConcurrency: 1, expectedStreams: settings.expectedStreams },
    periodSeconds,
  );
  return Math.ceil(alone.parts.streamConcurrency / periodSeconds);
}

/**
 * Why a tick could not finish before the next: undefined where it can.
 *
 * @param {number} periodSeconds between two ticks
 */
function tickFault(settings, periodSeconds) {
  const { seconds, slowest } = tickTime(settings, periodSeconds);
  if (seconds <= periodSeconds) return undefined;
  const { expectedStreams, streamConcurrency } = settings;
  const tick = `a tick over ${expectedStreams} streams (expectedStreams)`;
  const late = `takes ${seconds} s and cannot finish before the next one in ${periodSeconds} s (scheduleRate)`;
  if (slowest === 'streamConcurrency') {
    const enough = concurrencyFor(settings, periodSeconds);
    return `streamConcurrency: ${tick}, ${streamConcurrency} at once, ${TURN.due.seconds} s each, ${late}; ${enough} at once would do`;
  }
  return `scheduleRate: ${tick} ${late}: the account's ${slowest} has ${RATES[slowest]} a second`;
}

module.exports = { tickTime, tickFault, TURN, RATES };
