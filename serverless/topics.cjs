/**
 * The topics. `EventsTopic` passes on what the archive says of itself (events of source `kvs-archiver` on the default
 * bus), `AlarmsTopic` what the alarms say.
 *
 * Without a key of your own (serverless/encryption.cjs) they bear none: under SNS's own key `alias/aws/sns` neither
 * EventBridge nor CloudWatch could publish, since nobody can let them in. No message holds footage.
 */
const { readSettings } = require('./settings.cjs');

const topicPolicy = (topic, service, source) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: {
    Topics: [{ Ref: topic }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Publish',
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sns:Publish',
          Resource: { Ref: topic },
          Condition: { ArnLike: { 'aws:SourceArn': source } },
        },
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
      EventsTopicPolicy: topicPolicy('EventsTopic', 'events.amazonaws.com', { 'Fn::GetAtt': ['EventsToTopic', 'Arn'] }),
      EventsToTopic: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: 'What kvs-archiver says of itself, to whoever subscribes.',
          EventPattern: { source: ['kvs-archiver'] },
          Targets: [{ Id: 'topic', Arn: { Ref: 'EventsTopic' } }],
        },
      },
      AlarmsTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'kvs-archiver alarms' } },
      AlarmsTopicPolicy: topicPolicy('AlarmsTopic', 'cloudwatch.amazonaws.com', {
        'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*',
      }),
      ...(alarmEmail === '' ? {} : mail(alarmEmail)),
    },
  };
};
