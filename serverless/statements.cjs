/**
 * Statements of roles, named by what they allow. Exact actions on exact resources; each `*` says why AWS demands it.
 */
const { secretNames } = require('./delivery.cjs');
const { pascal } = require('./names.cjs');

/** What is written under a key needs a data key of it. */
const WRITES = ['s3:PutObject', 'sns:Publish', 'secretsmanager:PutSecretValue'];

const sub = (text) => ({ 'Fn::Sub': text });
const arnOf = (resource) => ({ 'Fn::GetAtt': [resource, 'Arn'] });

/**
 * By name, not by reference: a role that refers to the machine which refers to the role is a cycle.
 *
 * @param kind `stateMachine` or `execution`
 * @param suffix what follows the machine's name: `` itself, `:*` its executions, `/*` the children of its Maps
 */
const machineArn = (kind, stage, name, suffix = '') =>
  sub(
    `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:${kind}:kvs-archiver-${stage}-${name}${suffix}`,
  );

/**
 * Where a statement about a bucket holds. One about `ArchiveBucket` is about every bucket that clips may lie in: the
 * archive, the stack's own or not, and those that streams may name.
 *
 * @param rest what follows the bucket in the ARN, such as `/clips/*`
 */
function bucketArns({ archiveBucket, streamBuckets }, bucket, rest = '') {
  const own = sub(`\${${bucket}.Arn}${rest}`);
  if (bucket !== 'ArchiveBucket') return [own];
  const named = [archiveBucket, ...streamBuckets].filter((name) => name !== '');
  const others = named.map((name) => sub(`arn:\${AWS::Partition}:s3:::${name}${rest}`));
  return archiveBucket === '' ? [own, ...others] : others;
}

/** One text where there is one, as people write policies. */
const oneOrMany = (list) => (list.length === 1 ? list[0] : list);

/**
 * All that a branch's table is given.
 *
 * @param settings of the stack
 */
const statementsOf = (stage, settings) => ({
  kvs: (...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `kinesisvideo:${action}`),
    // Streams are enrolled at run time, so their names are not known here; the Region and account are.
    Resource: sub('arn:${AWS::Partition}:kinesisvideo:${AWS::Region}:${AWS::AccountId}:stream/*/*'),
  }),
  /** What streams there are: the action has no resource, AWS demands `*`. */
  listStreams: () => ({ Effect: 'Allow', Action: ['kinesisvideo:ListStreams'], Resource: '*' }),
  table: (table, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: arnOf(table),
  }),
  index: (table, index) => ({
    Effect: 'Allow',
    Action: ['dynamodb:Query'],
    Resource: sub(`\${${table}.Arn}/index/${index}`),
  }),
  objects: (bucket, prefix, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `s3:${action}`),
    Resource: oneOrMany(bucketArns(settings, bucket, `/${prefix}*`)),
  }),
  /** Clips or bundles in the archive bucket: a stream may set a prefix of its own in front. */
  archived: (kind, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `s3:${action}`),
    Resource: [`/${kind}/*`, `/*/${kind}/*`].flatMap((place) => bucketArns(settings, 'ArchiveBucket', place)),
  }),
  list: (bucket, prefix) => ({
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: oneOrMany(bucketArns(settings, bucket)),
    Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
  }),
  /**
   * To hear 404 and not 403 of an object that is not there: S3 tells the difference only to those who may list. That
   * check names no prefix, so the condition holds without one too. `list` above is for those who do list.
   */
  absence: (bucket, ...prefixes) => ({
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: oneOrMany(bucketArns(settings, bucket)),
    Condition: { StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  }),
  events: () => ({
    Effect: 'Allow',
    Action: ['events:PutEvents'],
    Resource: sub('arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'),
    Condition: { StringEquals: { 'events:source': 'kvs-archiver' } },
  }),
  /** To have a picture looked at, by whoever does; at an address of one's own no role is asked. */
  lookAtImages: () => {
    const [kind, endpoint] = settings.labelEngine.split(':');
    // The action has no resource, AWS demands `*`.
    if (kind === 'rekognition') return [{ Effect: 'Allow', Action: ['rekognition:DetectLabels'], Resource: '*' }];
    if (kind !== 'sagemaker') return [];
    // Endpoints' ARNs are in lower case, whatever their names are.
    const place = 'arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint';
    const Resource = sub(`${place}/${endpoint.toLowerCase()}`);
    return [{ Effect: 'Allow', Action: ['sagemaker:InvokeEndpoint'], Resource }];
  },
  /** Jobs of MediaConvert: `submit`, `read`, `cancel`. Jobs get their ids from the service, so all of the account's are meant. */
  transcode: (...what) => {
    const place = 'arn:${AWS::Partition}:mediaconvert:${AWS::Region}:${AWS::AccountId}';
    const queue = settings.packageQueueArn === '' ? sub(`${place}:queues/Default`) : settings.packageQueueArn;
    const actions = { read: ['GetJob'], cancel: ['CancelJob'] };
    const onJobs = what.flatMap((each) => actions[each] ?? []).map((action) => `mediaconvert:${action}`);
    return [
      ...(what.includes('submit')
        ? [
            // A job that was asked for before is found again.
            { Effect: 'Allow', Action: ['mediaconvert:CreateJob', 'mediaconvert:ListJobs'], Resource: queue },
            {
              Effect: 'Allow',
              Action: ['iam:PassRole'],
              Resource: arnOf('MediaConvertRole'),
              Condition: { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } },
            },
          ]
        : []),
      ...(onJobs.length > 0 ? [{ Effect: 'Allow', Action: onJobs, Resource: sub(`${place}:jobs/*`) }] : []),
    ];
  },
  /** Starts a machine. */
  start: (name) => ({
    Effect: 'Allow',
    Action: ['states:StartExecution'],
    Resource: machineArn('stateMachine', stage, name),
  }),
  /** Looks at executions of a machine: whether a run that holds a lease has ended, how one went. */
  executions: (name, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `states:${action}`),
    Resource: machineArn('execution', stage, name, ':*'),
  }),
  /** Looks at all runs of all machines of the stack, into those that keep a history, and goes on with one that failed. */
  lookIntoRuns: (...names) => {
    const at = (kind, ...suffixes) =>
      names.flatMap((name) => suffixes.map((suffix) => machineArn(kind, stage, name, suffix)));
    return [
      {
        Effect: 'Allow',
        Action: ['states:ListExecutions', 'states:DescribeStateMachine'],
        Resource: at('stateMachine', ''),
      },
      {
        Effect: 'Allow',
        Action: ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:RedriveExecution'],
        Resource: at('execution', ':*'),
      },
      // A run, and the children of its Maps.
      { Effect: 'Allow', Action: ['states:GetExecutionHistory'], Resource: at('execution', ':*', '/*') },
      // The Maps themselves.
      {
        Effect: 'Allow',
        Action: ['states:DescribeMapRun', 'states:ListExecutions'],
        Resource: at('mapRun', '/*'),
      },
    ];
  },
  /** Sends to a queue that the template declares. */
  queue: (queue, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `sqs:${action}`),
    Resource: arnOf(queue),
  }),
  /** Publishes to a topic that the template declares. */
  topic: (topic) => ({ Effect: 'Allow', Action: ['sns:Publish'], Resource: { Ref: topic } }),
  /** Reads the key that links are signed with, the current one and the one before. */
  linkKeys: () => ({ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: { Ref: 'LinkSecret' } }),
  /** Reads the key that addresses of packages are signed with (delivery.cjs). */
  deliveryKey: () => ({
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue'],
    Resource: { Ref: secretNames(settings)[0] },
  }),
  /** Makes those keys. */
  deliveryKeys: (...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `secretsmanager:${action}`),
    Resource: secretNames(settings).map((name) => ({ Ref: name })),
  }),
  /** Invokes functions, by the names that their entries bear. */
  invoke: (...names) => ({
    Effect: 'Allow',
    Action: ['lambda:InvokeFunction'],
    Resource: names.map((name) => arnOf(`${pascal(name)}LambdaFunction`)),
  }),
  /**
   * With `kmsKeyArn`: that key, through the services that the statements are about, and no other way.
   *
   * @returns {object[]} one statement, or none
   */
  key: (statements) => {
    const actions = statements.flatMap(({ Action }) => Action);
    const services = ['dynamodb', 's3', 'sns', 'secretsmanager'].filter((service) =>
      actions.some((each) => each.startsWith(`${service}:`)),
    );
    if (settings.kmsKeyArn === '' || services.length === 0) return [];
    const writes = actions.some((action) => WRITES.includes(action));
    return [
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', ...(writes ? ['kms:GenerateDataKey'] : [])],
        Resource: settings.kmsKeyArn,
        Condition: {
          StringEquals: {
            'kms:ViaService': services.map((service) => sub(`${service}.\${AWS::Region}.\${AWS::URLSuffix}`)),
          },
        },
      },
    ];
  },
  /** What every function has: its own log group. The group is the stack's, so none is created by a function. */
  logs: (name) => ({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/kvs-archiver-${stage}-${name}:*`,
    ),
  }),
});

/** X-Ray has no resource to name: AWS demands `*`. */
const tracing = (...more) => ({
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', ...more],
  Resource: '*',
});

/**
 * How Step Functions writes a machine's log: it manages the delivery of logs, which has no resource to name, and the log
 * group's policy. Documented: Step Functions developer guide, "Logging using CloudWatch Logs"; AWS demands `*`.
 */
const logDelivery = {
  Effect: 'Allow',
  Action: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  Resource: '*',
};

module.exports = { statementsOf, tracing, logDelivery, machineArn, sub, arnOf };
