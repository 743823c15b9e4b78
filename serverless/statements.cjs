/**
 * Statements of roles, named by what they allow. Exact actions on exact resources; each `*` says why AWS demands it.
 */
const { pascal } = require('./names.cjs');

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

/** All that a branch's table is given. */
const statementsOf = (stage) => ({
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
    Resource: sub(`\${${bucket}.Arn}/${prefix}*`),
  }),
  /** Clips or bundles in the archive bucket: a stream may set a prefix of its own in front. */
  archived: (kind, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `s3:${action}`),
    Resource: [sub(`\${ArchiveBucket.Arn}/${kind}/*`), sub(`\${ArchiveBucket.Arn}/*/${kind}/*`)],
  }),
  list: (bucket, prefix) => ({
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: arnOf(bucket),
    Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
  }),
  /**
   * To hear 404 and not 403 of an object that is not there: S3 tells the difference only to those who may list. That
   * check names no prefix, so the condition holds without one too. `list` above is for those who do list.
   */
  absence: (bucket, ...prefixes) => ({
    Effect: 'Allow',
    Action: ['s3:ListBucket'],
    Resource: arnOf(bucket),
    Condition: { StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  }),
  events: () => ({
    Effect: 'Allow',
    Action: ['events:PutEvents'],
    Resource: sub('arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'),
    Condition: { StringEquals: { 'events:source': 'kvs-archiver' } },
  }),
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
  /** Sends to a queue that the template declares. */
  queue: (queue, ...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `sqs:${action}`),
    Resource: arnOf(queue),
  }),
  /** Publishes to a topic that the template declares. */
  topic: (topic) => ({ Effect: 'Allow', Action: ['sns:Publish'], Resource: { Ref: topic } }),
  /** Invokes functions, by the names that their entries bear. */
  invoke: (...names) => ({
    Effect: 'Allow',
    Action: ['lambda:InvokeFunction'],
    Resource: names.map((name) => arnOf(`${pascal(name)}LambdaFunction`)),
  }),
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

module.exports = { statementsOf, tracing, machineArn, sub, arnOf };
