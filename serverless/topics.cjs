/**
 * The topics. `EventsTopic` passes on what the archive says of itself (events of source `kvs-archiver` on the default
 * bus), `AlarmsTopic` what the alarms say, `NotificationsTopic` what Kinesis Video Streams says of tagged fragments, which
 * it publishes with the rights of their uploader.
 *
 * Without a key of your own (serverless/encryption.cjs) they bear none: under SNS's own key `alias/aws/sns` neither
 * EventBridge nor CloudWatch could publish, since nobody can let them in. No message holds footage.
 */
const { readSettings } = require('./settings.cjs');

const publish = (topic, service, source) => ({
  Sid: 'Publish',
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sns:Publish',
  Resource: { Ref: topic },
  Condition: { ArnLike: { 'aws:SourceArn': source } },
});

const topicPolicy = (topic, ...statements) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [{ Ref: topic }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        ...statements,
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: { Ref: topic },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});

const mail = (address) => ({
  AlarmsByMail: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'AlarmsTopic' }, Protocol: 'email', Endpoint: address },
  },
});

module.exports = async (variables) => {
  const { alarmEmail } = await readSettings(variables);
  return {
    Resources: {
      EventsTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'kvs-archiver events' } },
      EventsTopicPolicy: topicPolicy(
        'EventsTopic',
        publish('EventsTopic', 'events.amazonaws.com', { 'Fn::GetAtt': ['EventsToTopic', 'Arn'] }),
      ),
      EventsToTopic: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: 'What kvs-archiver says of itself, to whoever subscribes.',
          EventPattern: { source: ['kvs-archiver'] },
          Targets: [{ Id: 'topic', Arn: { Ref: 'EventsTopic' } }],
        },
      },
      AlarmsTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'kvs-archiver alarms' } },
      AlarmsTopicPolicy: topicPolicy(
        'AlarmsTopic',
        publish('AlarmsTopic', 'cloudwatch.amazonaws.com', {
          'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*',
        }),
      ),
      NotificationsTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'kvs-archiver notifications' } },
      NotificationsTopicPolicy: topicPolicy('NotificationsTopic'),
      ...(alarmEmail === '' ? {} : mail(alarmEmail)),
    },
  };
};
