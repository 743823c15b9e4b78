/**
 * What starts the package machine, and what it works with: S3 tells EventBridge of each file under `uploads/`, and a rule
 * hands it to the function that begins its job. What MediaConvert says of our jobs is written down the same way. An event
 * that could not be handed over lies in `PackageDeadLetters`; a schedule finds its file all the same.
 */
const { readSettings } = require('./settings.cjs');
const { arnOf, statementsOf } = require('./statements.cjs');

const rule = (description, pattern, functionId) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: description,
    EventPattern: pattern,
    Targets: [
      {
        Id: 'function',
        Arn: arnOf(functionId),
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: arnOf('PackageDeadLetters') },
      },
    ],
  },
});

const mayInvoke = (ruleId, functionId) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { Ref: functionId },
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: arnOf(ruleId),
  },
});

/** EventBridge invokes without waiting, so Lambda tries again and says what it gave up. */
const tries = (functionId) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: {
    FunctionName: { Ref: functionId },
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: arnOf('PackageDeadLetters') } },
  },
});

const deadLetters = {
  PackageDeadLetters: {
    Type: 'AWS::SQS::Queue',
    Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
  },
  PackageDeadLettersPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'PackageDeadLetters' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Undelivered',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf('PackageDeadLetters'),
            Condition: { ArnEquals: { 'aws:SourceArn': ['UploadsToPackage', 'TranscodesToPackage'].map(arnOf) } },
          },
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: arnOf('PackageDeadLetters'),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  },
};

/** What MediaConvert reads and writes for us: packages, and nothing else. */
function mediaConvertRole(allow) {
  const statements = [allow.objects('DeliveryBucket', 'packages/', 'GetObject', 'PutObject')];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'mediaconvert.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'exactly',
          PolicyDocument: { Version: '2012-10-17', Statement: [...statements, ...allow.key(statements)] },
        },
      ],
    },
  };
}

const stageOf = ({ resolveVariable }) => resolveVariable('sls:stage');

module.exports = async (variables) => {
  const allow = statementsOf(await stageOf(variables), await readSettings(variables));
  return {
    Resources: {
      UploadsToPackage: rule(
        'Each file that arrives under uploads/ is packaged.',
        {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: { bucket: { name: [{ Ref: 'StagingBucket' }] }, object: { key: [{ prefix: 'uploads/' }] } },
        },
        'StartPackageLambdaFunction',
      ),
      UploadsMayPackage: mayInvoke('UploadsToPackage', 'StartPackageLambdaFunction'),
      UploadTries: tries('StartPackageLambdaFunction'),
      TranscodesToPackage: rule(
        'What MediaConvert says of the jobs of packages.',
        {
          source: ['aws.mediaconvert'],
          'detail-type': ['MediaConvert Job State Change'],
          detail: { userMetadata: { packageId: [{ prefix: 'package-' }] } },
        },
        'NoteTranscodeLambdaFunction',
      ),
      TranscodesMayPackage: mayInvoke('TranscodesToPackage', 'NoteTranscodeLambdaFunction'),
      TranscodeTries: tries('NoteTranscodeLambdaFunction'),
      MediaConvertRole: mediaConvertRole(allow),
      ...deadLetters,
    },
    Outputs: {
      PackageStateMachineArn: { Value: { Ref: 'PackageStateMachine' } },
      PackageDeadLettersUrl: { Value: { Ref: 'PackageDeadLetters' } },
    },
  };
};
