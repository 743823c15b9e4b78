/**
 * What Kinesis Video Streams says of tagged fragments starts the archive machine for their streams. One that the function
 * could not take lies in `NotificationDeadLetters`; the next tick archives its footage all the same.
 */
const { arnOf } = require('./statements.cjs');

module.exports = {
  Resources: {
    NotificationsToArchive: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'NotificationsTopic' },
        Protocol: 'lambda',
        Endpoint: arnOf('StartOnNotificationLambdaFunction'),
      },
    },
    NotificationsMayArchive: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'StartOnNotificationLambdaFunction' },
        Action: 'lambda:InvokeFunction',
        Principal: 'sns.amazonaws.com',
        SourceArn: { Ref: 'NotificationsTopic' },
      },
    },
    // SNS invokes without waiting, so Lambda tries again and says what it gave up.
    NotificationTries: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'StartOnNotificationLambdaFunction' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: arnOf('NotificationDeadLetters') } },
      },
    },
    NotificationDeadLetters: {
      Type: 'AWS::SQS::Queue',
      Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
    },
    NotificationDeadLettersPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'NotificationDeadLetters' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sqs:*',
              Resource: arnOf('NotificationDeadLetters'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  },
  Outputs: { NotificationDeadLettersUrl: { Value: { Ref: 'NotificationDeadLetters' } } },
};
