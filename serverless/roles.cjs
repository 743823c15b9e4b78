/**
 * One IAM role a function and a machine, exact actions on exact resources, from one table. `role:` on every function
 * keeps the framework from making a shared role.
 */
const sub = (text) => ({ 'Fn::Sub': text });
const arnOf = (resource) => ({ 'Fn::GetAtt': [resource, 'Arn'] });

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

/** Statements, named by what they allow. */
const allow = {
  kvs: (...actions) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `kinesisvideo:${action}`),
    // Streams are enrolled at run time, so their names are not known here; the Region and account are.
    Resource: sub('arn:${AWS::Partition}:kinesisvideo:${AWS::Region}:${AWS::AccountId}:stream/*/*'),
  }),
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
};

/** X-Ray has no resource to name: AWS demands `*` for these two. */
const tracing = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: '*',
};

const logs = (stage, name) => ({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: sub(
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/kvs-archiver-${stage}-${name}:*`,
  ),
});

/** By name, not by reference: a role that refers to the machine which refers to the role is a cycle. */
const machine = (kind, stage, suffix) =>
  sub(
    `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:${kind}:kvs-archiver-${stage}-archive${suffix}`,
  );

/** Whether a run that holds a lease has ended. */
const endedRuns = (stage) => ({
  Effect: 'Allow',
  Action: ['states:DescribeExecution'],
  Resource: machine('execution', stage, ':*'),
});

const functions = (stage) => ({
  prepareRun: [
    // Scan: a range of every enrolled stream.
    allow.table('EnrolmentsTable', 'GetItem', 'Scan'),
    allow.list('WorkBucket', 'streams/'),
    allow.objects('WorkBucket', 'runs/', 'PutObject'),
  ],
  computeWindow: [
    allow.table('EnrolmentsTable', 'GetItem', 'UpdateItem'),
    allow.table('StreamsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.table('LedgerTable', 'PutItem'),
    allow.kvs('DescribeStream'),
    endedRuns(stage),
  ],
  listFragments: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'Query', 'PutItem', 'DeleteItem'),
    allow.kvs('ListFragments', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject', 'PutObject'),
    endedRuns(stage),
  ],
  archiveClip: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'PutItem'),
    allow.kvs('GetClip', 'ListFragments', 'GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject', 'PutObject'),
    allow.archived('clips', 'GetObject', 'PutObject', 'AbortMultipartUpload'),
    allow.archived('bundles', 'GetObject', 'PutObject', 'AbortMultipartUpload'),
    // A clip that another run is writing is not there yet: to be tried again, where 403 would make it a gap.
    allow.absence('ArchiveBucket', 'clips/', 'bundles/', '*/clips/', '*/bundles/'),
  ],
  archiveBundle: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'UpdateItem'),
    allow.kvs('ListFragments', 'GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject'),
    allow.archived('bundles', 'GetObject', 'PutObject', 'AbortMultipartUpload'),
    allow.absence('ArchiveBucket', 'bundles/', '*/bundles/'),
  ],
  recordGap: [
    allow.table('StreamsTable', 'UpdateItem'),
    allow.table('LedgerTable', 'PutItem'),
    allow.objects('WorkBucket', 'plans/', 'GetObject'),
  ],
  commitWindow: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('RunsTable', 'PutItem'),
    allow.index('LedgerTable', 'gaps'),
    allow.events(),
  ],
  concludeRun: [allow.objects('WorkBucket', 'runs/', 'GetObject')],
  streams: [
    allow.table('EnrolmentsTable', 'GetItem', 'PutItem', 'DeleteItem', 'Scan'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.kvs('DescribeStream', 'ListFragments', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'streams/', 'GetObject', 'PutObject'),
    // The first stream of a shard finds no shard.
    allow.absence('WorkBucket', 'streams/'),
  ],
  gaps: [allow.table('EnrolmentsTable', 'GetItem'), allow.index('LedgerTable', 'gaps')],
});

const archiveSteps = [
  'prepareRun',
  'computeWindow',
  'listFragments',
  'archiveClip',
  'archiveBundle',
  'recordGap',
  'commitWindow',
  'concludeRun',
];

const archiveMachine = (stage) => [
  {
    Effect: 'Allow',
    Action: ['lambda:InvokeFunction'],
    Resource: archiveSteps.map((step) => arnOf(`${pascal(step)}LambdaFunction`)),
  },
  // A distributed Map starts its children as executions of the same machine; catch-up goes on as a new execution.
  { Effect: 'Allow', Action: ['states:StartExecution'], Resource: machine('stateMachine', stage, '') },
  // The children of a Map (`/label:id`), and an execution that this one waits for (`:name`).
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:StopExecution'],
    Resource: [machine('execution', stage, '/*'), machine('execution', stage, ':*')],
  },
  { Effect: 'Allow', Action: ['states:RedriveExecution'], Resource: machine('execution', stage, '/*') },
  {
    // How Step Functions learns that an execution it started and waits for (`.sync`) has ended: a rule of its own.
    Effect: 'Allow',
    Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    Resource: sub(
      'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
    ),
  },
  allow.objects('WorkBucket', 'streams/', 'GetObject'),
  // Results of many streams are more than one part.
  allow.objects('WorkBucket', 'runs/', 'GetObject', 'PutObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'),
  allow.list('WorkBucket', 'streams/'),
  allow.list('WorkBucket', 'runs/'),
  {
    Effect: 'Allow',
    Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    // X-Ray has no resource to name.
    Resource: '*',
  },
];

const scheduler = (stage) => [
  { Effect: 'Allow', Action: ['states:StartExecution'], Resource: machine('stateMachine', stage, '') },
  { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: arnOf('ScheduleDeadLetters') },
];

const role = (service, statements) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'exactly', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const Resources = {};
  for (const [name, statements] of Object.entries(functions(stage))) {
    Resources[`${pascal(name)}Role`] = role('lambda.amazonaws.com', [...statements, logs(stage, name), tracing]);
  }
  Resources.ArchiveMachineRole = role('states.amazonaws.com', archiveMachine(stage));
  Resources.ArchiveScheduleRole = role('scheduler.amazonaws.com', scheduler(stage));
  return { Resources };
};
