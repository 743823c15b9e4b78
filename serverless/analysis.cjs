/**
 * What starts the analyze machine: S3 tells EventBridge of each object in the bucket of images, and a rule starts the
 * machine with it. An event that could not be handed over lies in `AnalysisDeadLetters`; its image is in the bucket, and
 * is looked at when the event is sent again (docs/operations.md).
 */
const { machineArn, arnOf } = require('./statements.cjs');

const queue = {
  Type: 'AWS::SQS::Queue',
  Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
};

const queuePolicy = (name, ...statements) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: name }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        ...statements,
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: arnOf(name),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});

/** EventBridge itself puts what it could not hand over. */
const fromRule = (name, rule) => ({
  Sid: 'Undelivered',
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: arnOf(name),
  Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
});

const ruleRole = (stage) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'exactly',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['states:StartExecution'],
              Resource: machineArn('stateMachine', stage, 'analyze'),
            },
          ],
        },
      },
    ],
  },
});

module.exports = async (variables) => {
  const stage = await variables.resolveVariable('sls:stage');
  return {
    Resources: {
      ImagesToAnalysis: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: 'Each image that arrives is looked at.',
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { bucket: { name: [{ Ref: 'ImagesBucket' }] } },
          },
          Targets: [
            {
              Id: 'analyze',
              Arn: { Ref: 'AnalyzeStateMachine' },
              RoleArn: arnOf('ImagesToAnalysisRole'),
              // A day of trying: an image is worth looking at late.
              RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
              DeadLetterConfig: { Arn: arnOf('AnalysisDeadLetters') },
            },
          ],
        },
      },
      ImagesToAnalysisRole: ruleRole(stage),
      AnalysisDeadLetters: queue,
      AnalysisDeadLettersPolicy: queuePolicy(
        'AnalysisDeadLetters',
        fromRule('AnalysisDeadLetters', 'ImagesToAnalysis'),
      ),
    },
    Outputs: {
      AnalyzeStateMachineArn: { Value: { Ref: 'AnalyzeStateMachine' } },
      ImagesTableName: { Value: { Ref: 'ImagesTable' } },
      DetectionsTableName: { Value: { Ref: 'DetectionsTable' } },
      EventsTableName: { Value: { Ref: 'EventsTable' } },
      AnalysisDeadLettersUrl: { Value: { Ref: 'AnalysisDeadLetters' } },
    },
  };
};
