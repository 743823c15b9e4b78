/**
 * What the state machines may do, by their names; `steps` are the functions that a machine invokes, by theirs.
 *
 * @returns {Record<string, { steps: string[], statements: object[] }>}
 */
const { machineArn, sub } = require('../statements.cjs');

/** A distributed Map starts its children as executions of its own machine, and looks after them. */
const distributedMap = (stage, name) => [
  { Effect: 'Allow', Action: ['states:StartExecution'], Resource: machineArn('stateMachine', stage, name) },
  // The children of a Map (`/label:id`), and an execution that this one waits for (`:name`).
  {
    Effect: 'Allow',
    Action: ['states:DescribeExecution', 'states:StopExecution'],
    Resource: [machineArn('execution', stage, name, '/*'), machineArn('execution', stage, name, ':*')],
  },
  { Effect: 'Allow', Action: ['states:RedriveExecution'], Resource: machineArn('execution', stage, name, '/*') },
];

/** How Step Functions learns that an execution it started and waits for (`.sync`) has ended: a rule of its own. */
const waitForExecutions = {
  Effect: 'Allow',
  Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
  Resource: sub(
    'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
  ),
};

module.exports = (stage, allow) => ({
  export: { steps: ['planExport', 'copyParts', 'finishFile', 'concludeExport'], statements: [] },
  package: {
    steps: [
      'gatherSource',
      'probeSource',
      'copyOriginal',
      'copySegments',
      'submitTranscode',
      'checkTranscode',
      'finishPackage',
      'recordPackageFailure',
    ],
    statements: [],
  },
  analyze: { steps: ['recordImage', 'detectLabels', 'applyRules', 'keepEvent', 'recordFailure'], statements: [] },
  archive: {
    steps: [
      'prepareRun',
      'computeWindow',
      'listFragments',
      'archiveClip',
      'archiveBundle',
      'recordGap',
      'commitWindow',
      'concludeRun',
    ],
    statements: [
      // Catch-up goes on as a new execution.
      ...distributedMap(stage, 'archive'),
      waitForExecutions,
      allow.objects('WorkBucket', 'streams/', 'GetObject'),
      // Results of many streams are more than one part.
      allow.objects(
        'WorkBucket',
        'runs/',
        'GetObject',
        'PutObject',
        'ListMultipartUploadParts',
        'AbortMultipartUpload',
      ),
      allow.list('WorkBucket', 'streams/'),
      allow.list('WorkBucket', 'runs/'),
    ],
  },
  request: { steps: ['prepareRequest', 'fetchPart', 'assembleRequest'], statements: [] },
});
