/**
 * The alarms, all to `AlarmsTopic`, which also hears when one is over. docs/operations.md says of each what to look at
 * and what to do; a test holds this table, that page and the metrics that the code emits (core/observe/metrics.ts)
 * together.
 *
 * What CloudWatch is to make of missing data is said of each:
 * - `breaching`: the number is written every few minutes, and where it is not, nobody is looking any more.
 * - `ignore`: the same kind of number; but that nobody looks is said by the one above, and no reason to raise or to end
 *   this one.
 * - `notBreaching`: a number that is only there when something happened.
 */
const definitions = require('./definitions.cjs');
const { periodSeconds } = require('./schedulePeriod.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

const FIVE_MINUTES = 300;
const QUARTER_HOUR = 900;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Metrics that one alarm's expression may take. Documented: CloudWatch user guide, "metric math", quotas. */
const METRICS_OF_ALARM = 10;
/** The longest Express child, in seconds. */
const CHILD = 300;

/** Queues for what could not be delivered. */
const DEAD_LETTERS = ['ScheduleDeadLetters', 'AnalysisDeadLetters', 'NotificationDeadLetters', 'PackageDeadLetters'];

const dimensions = (values) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** A metric of our own: by service and stage alone, whatever the number of streams. */
const own = (stage, MetricName) => ({
  Namespace: 'KvsArchiver',
  MetricName,
  Dimensions: dimensions({ service: 'kvs-archiver', stage }),
});
const ofFunction = (stage, name, MetricName) => ({
  Namespace: 'AWS/Lambda',
  MetricName,
  Dimensions: dimensions({ FunctionName: `kvs-archiver-${stage}-${name}` }),
});
const ofMachine = (name, MetricName) => ({
  Namespace: 'AWS/States',
  MetricName,
  Dimensions: dimensions({ StateMachineArn: { Ref: `${pascal(name)}StateMachine` } }),
});
const ofQueue = (queue, MetricName) => ({
  Namespace: 'AWS/SQS',
  MetricName,
  Dimensions: dimensions({ QueueName: { 'Fn::GetAtt': [queue, 'QueueName'] } }),
});

/** The properties of an alarm over several metrics; each costs as much as an alarm of its own. */
const combined = (expression, period, stat, metrics) => ({
  Metrics: [
    { Id: 'value', Expression: expression, Label: expression, ReturnData: true },
    ...metrics.map((Metric, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric, Period: period, Stat: stat },
      ReturnData: false,
    })),
  ],
});
const sumOf = (metrics) => metrics.map((_, index) => `FILL(m${index}, 0)`).join(' + ');

/** Alarms over all streams. `every` is the time between two observations. */
function fleetAlarms(stage, settings) {
  const every = Math.max(FIVE_MINUTES, periodSeconds(settings.observeRate));
  const tick = periodSeconds(settings.scheduleRate);
  const gauge = (MetricName, above, times, missing) => ({
    ...own(stage, MetricName),
    Statistic: 'Maximum',
    Period: every,
    // An alarm looks back a day at most, with periods of an hour or more a week.
    EvaluationPeriods: every > HOUR ? 1 : times,
    Threshold: above,
    TreatMissingData: missing,
  });
  const unexplained = settings.settleSeconds + 2 * tick + CHILD;
  return {
    WatermarkAge: gauge('OldestWatermarkAge', Math.max(HOUR, 2 * unexplained), 3, 'breaching'),
    StreamsBehind: gauge('StreamsBehind', 0, 3, 'ignore'),
    StreamsSilent: gauge('StreamsSilent', 0, 2, 'ignore'),
    StreamsLosingSoon: gauge('StreamsLosingSoon', 0, 1, 'ignore'),
    OpenGaps: gauge('OpenGaps', 0, 3, 'ignore'),
    // A film of many hours takes a few.
    PackagesStuck: gauge('OldestPackageAge', 6 * HOUR, 3, 'ignore'),
    OpenPlanAge: gauge('OldestOpenPlanAge', Math.max(3 * HOUR, 3 * tick), 1, 'ignore'),
  };
}

/** Alarms over what happens. */
function happeningAlarms(stage) {
  const unswept = ['OrphansLeft', 'ArchiveFindings'].map((name) => own(stage, name));
  const lost = ['GapsExpired', 'GapsUnsupported', 'SpansUnseen'].map((name) => own(stage, name));
  return {
    FootageLost: {
      ...combined(sumOf(lost), FIVE_MINUTES, 'Sum', lost),
      EvaluationPeriods: 1,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    },
    // Each stream is swept about once a day: what one round finds stays raised until the next.
    ArchiveFindings: {
      ...combined(sumOf(unswept), DAY, 'Sum', unswept),
      EvaluationPeriods: 1,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    },
    Throttled: {
      ...own(stage, 'StepsThrottled'),
      Statistic: 'Sum',
      Period: FIVE_MINUTES,
      EvaluationPeriods: 3,
      Threshold: 20,
      TreatMissingData: 'notBreaching',
    },
  };
}

function machineAlarms(name) {
  const ways = ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map((metric) => ofMachine(name, metric));
  return {
    [`${pascal(name)}Executions`]: {
      ...combined(sumOf(ways), FIVE_MINUTES, 'Sum', ways),
      EvaluationPeriods: 1,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    },
  };
}

const queueAlarms = (queue) => ({
  [queue]: {
    ...ofQueue(queue, 'ApproximateNumberOfMessagesVisible'),
    Statistic: 'Maximum',
    Period: FIVE_MINUTES,
    EvaluationPeriods: 1,
    Threshold: 0,
    // A queue that nobody uses for hours sends no numbers.
    TreatMissingData: 'notBreaching',
  },
});

/** A step's error is retried by its machine, so it is the share that counts; over a quarter of an hour, for rare ones. */
function functionAlarms(stage, name, timeoutSeconds) {
  const of = (metric) => ofFunction(stage, name, metric);
  return {
    [`${pascal(name)}Errors`]: {
      ...combined('100 * m0 / m1', QUARTER_HOUR, 'Sum', [of('Errors'), of('Invocations')]),
      EvaluationPeriods: 1,
      Threshold: 10,
      TreatMissingData: 'notBreaching',
    },
    [`${pascal(name)}Duration`]: {
      ...of('Duration'),
      ExtendedStatistic: 'p99',
      Period: QUARTER_HOUR,
      EvaluationPeriods: 1,
      Threshold: timeoutSeconds * 900,
      TreatMissingData: 'notBreaching',
    },
  };
}

/** Functions that Lambda would not start, ten of them an alarm. */
function throttleAlarms(stage, names) {
  const alarms = {};
  for (let first = 0; first < names.length; first += METRICS_OF_ALARM) {
    const metrics = names.slice(first, first + METRICS_OF_ALARM).map((name) => ofFunction(stage, name, 'Throttles'));
    alarms[`FunctionThrottles${first / METRICS_OF_ALARM + 1}`] = {
      ...combined(sumOf(metrics), FIVE_MINUTES, 'Sum', metrics),
      EvaluationPeriods: 3,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    };
  }
  return alarms;
}

/** @returns the properties of every alarm, by its name */
async function alarmsOf(variables) {
  const { resolveVariable } = variables;
  const stage = await resolveVariable('sls:stage');
  const settings = await readSettings(variables);
  const functions = Object.entries(await resolveVariable('self:functions'));
  const timeout = await resolveVariable('self:provider.timeout');
  return Object.assign(
    {},
    fleetAlarms(stage, settings),
    happeningAlarms(stage),
    ...Object.keys(definitions).map(machineAlarms),
    ...DEAD_LETTERS.map(queueAlarms),
    throttleAlarms(
      stage,
      functions.map(([name]) => name),
    ),
    ...functions.map(([name, entry]) => functionAlarms(stage, name, entry.timeout ?? timeout)),
  );
}

/** `StreamsBehind` as it is called: `kvs-archiver-prod-streams-behind`. */
const alarmName = (stage, name) =>
  `kvs-archiver-${stage}-${name.replace(/[A-Z]/g, (letter, at) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`)}`;

module.exports = async (variables) => {
  const stage = await variables.resolveVariable('sls:stage');
  const Resources = {};
  for (const [name, properties] of Object.entries(await alarmsOf(variables))) {
    Resources[`${name}Alarm`] = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: alarmName(stage, name),
        AlarmDescription: 'What to look at and what to do: docs/operations.md, "Alarms".',
        ComparisonOperator: 'GreaterThanThreshold',
        ...properties,
        AlarmActions: [{ Ref: 'AlarmsTopic' }],
        OKActions: [{ Ref: 'AlarmsTopic' }],
      },
    };
  }
  return { Resources };
};
