/** The dashboard: one screen (24 columns, 24 rows) that says whether footage is being lost, and where to look if so. */
const definitions = require('./definitions.cjs');
const { pascal } = require('./names.cjs');

const WIDTH = 24;
const PERIOD = 300;
const FLEET_ALARMS = [
  'WatermarkAge',
  'StreamsBehind',
  'StreamsSilent',
  'StreamsLosingSoon',
  'OpenGaps',
  'OpenPlanAge',
  'FootageLost',
  'Throttled',
];

/** Puts widgets side by side, of equal width, under those that stand already. */
function screen() {
  const widgets = [];
  let y = 0;
  return {
    widgets,
    row(height, ...inRow) {
      const width = Math.floor(WIDTH / inRow.length);
      inRow.forEach((widget, index) => {
        widgets.push({ ...widget, x: index * width, y, width, height });
      });
      y += height;
    },
  };
}

function bodyOf(stage, functions) {
  const own = (metric, options = {}) => ['KvsArchiver', metric, 'service', 'kvs-archiver', 'stage', stage, options];
  const gauge = (metric, label) => own(metric, { label, stat: 'Maximum' });
  const count = (metric, label, more = {}) => own(metric, { label, stat: 'Sum', ...more });
  const ofMachines = (metric) =>
    Object.keys(definitions).map((name) => [
      'AWS/States',
      metric,
      'StateMachineArn',
      `\${${pascal(name)}StateMachine}`,
      { label: `${name} ${metric.replace('Executions', '').toLowerCase()}`, stat: 'Sum' },
    ]);
  const graph = (title, metrics, more = {}) => ({
    type: 'metric',
    properties: {
      title,
      view: 'timeSeries',
      region: '${AWS::Region}',
      period: PERIOD,
      metrics,
      ...more,
    },
  });
  const fromZero = { yAxis: { left: { min: 0 }, right: { min: 0 } } };

  const { widgets, row } = screen();
  row(3, {
    type: 'alarm',
    properties: {
      title: `kvs-archiver ${stage}: is footage being lost?`,
      alarms: FLEET_ALARMS.map((name) => `\${${name}Alarm.Arn}`),
    },
  });
  row(3, {
    type: 'metric',
    properties: {
      title: 'Streams',
      view: 'singleValue',
      region: '${AWS::Region}',
      period: PERIOD,
      metrics: [
        gauge('StreamsEnrolled', 'enrolled'),
        gauge('StreamsBehind', 'behind'),
        gauge('StreamsSilent', 'silent'),
        gauge('StreamsLosingSoon', 'losing soon'),
        gauge('StreamsCatchingUp', 'catching up'),
        gauge('StreamsPaused', 'paused'),
        gauge('StreamsDeleted', 'deleted in KVS'),
      ],
    },
  });
  row(
    4,
    graph(
      'Oldest watermark, oldest open plan (s)',
      [gauge('OldestWatermarkAge', 'watermark'), gauge('OldestOpenPlanAge', 'open plan')],
      fromZero,
    ),
    graph(
      'Behind, silent, losing soon',
      [gauge('StreamsBehind', 'behind'), gauge('StreamsSilent', 'silent'), gauge('StreamsLosingSoon', 'losing soon')],
      fromZero,
    ),
    graph(
      'Still to be done',
      [
        gauge('OpenPlans', 'open plans'),
        gauge('OpenBundles', 'open bundles'),
        gauge('OpenGaps', 'open gaps'),
        count('OrphansLeft', 'objects without a row'),
        count('ArchiveFindings', 'ledger and bucket disagree'),
      ],
      fromZero,
    ),
    graph(
      'New gaps, by reason',
      [
        count('GapsFailed', 'failed'),
        count('GapsExpired', 'expired'),
        count('GapsUnsupported', 'unsupported media'),
        count('SpansUnseen', 'spans never listed'),
        count('BundlesFailed', 'bundles failed'),
      ],
      fromZero,
    ),
  );
  row(
    4,
    graph(
      'Archived',
      [
        count('FragmentsListed', 'fragments listed'),
        count('ClipsArchived', 'clips'),
        count('BundlesArchived', 'bundles'),
        count('BytesArchived', 'bytes', { yAxis: 'right' }),
        count('StreamsDiscovered', 'streams enrolled by themselves'),
        count('DiscoveriesRefused', 'refused'),
        count('OrphansAdopted', 'objects adopted'),
        count('OrphansDeleted', 'objects swept'),
      ],
      fromZero,
    ),
    graph(
      'Runs',
      [
        ...ofMachines('ExecutionsStarted'),
        ...ofMachines('ExecutionsFailed'),
        ...ofMachines('ExecutionsTimedOut'),
        ...ofMachines('ExecutionsAborted'),
        count('StreamsFailed', 'streams failed'),
      ],
      fromZero,
    ),
    graph(
      'Throttles and retries',
      [
        count('CallsThrottled', 'calls tried again'),
        count('StepsThrottled', 'steps given up'),
        count('PlanRetries', 'plans tried again'),
      ],
      fromZero,
    ),
    graph(
      'Errors of functions, dead letters',
      [
        ...functions.map((name) => [
          'AWS/Lambda',
          'Errors',
          'FunctionName',
          `kvs-archiver-${stage}-${name}`,
          { label: name, stat: 'Sum' },
        ]),
        [
          'AWS/SQS',
          'ApproximateNumberOfMessagesVisible',
          'QueueName',
          '${ScheduleDeadLetters.QueueName}',
          { label: 'dead letters', stat: 'Maximum', yAxis: 'right' },
        ],
      ],
      fromZero,
    ),
  );
  row(
    4,
    graph(
      'Images',
      [
        count('ImagesListed', 'listed'),
        count('ImagesUnreadable', 'unreadable'),
        count('ImagesIgnored', "nobody's"),
        count('AnalysesFailed', 'not looked at'),
        count('LabelsDetected', 'labels', { yAxis: 'right' }),
        count('EventsDetected', 'events'),
      ],
      fromZero,
    ),
    graph(
      'Notifications',
      [count('RunsNotified', 'runs'), count('NotificationsFolded', 'folded'), count('NotificationsIgnored', 'ignored')],
      fromZero,
    ),
    graph(
      'Packages',
      [
        gauge('OldestPackageAge', 'oldest under way (s)'),
        count('PackagesFoundAgain', 'found again', { yAxis: 'right' }),
      ],
      fromZero,
    ),
  );
  return { start: '-PT12H', widgets };
}

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const functions = Object.keys(await resolveVariable('self:functions'));
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: `kvs-archiver-${stage}`,
          DashboardBody: { 'Fn::Sub': JSON.stringify(bodyOf(stage, functions)) },
        },
      },
    },
  };
};
