/**
 * What devices are let in by: a certificate that AWS IoT knows gets temporary credentials of `DeviceRole` through the
 * role alias, and with them reaches what bears the name of its thing, and nothing else. Things and certificates are no
 * resources of the stack: there are ten thousand of them, and each has its own life (docs/devices.md).
 *
 * Documented: AWS IoT developer guide, "Authorizing direct calls to AWS services"; `credentials-iot:ThingName` is there
 * where the request names the thing, which AWS IoT checks against the certificate. There is no thing type: one that is
 * in use cannot be deleted, and the stack with it.
 */
const { readSettings } = require('./settings.cjs');
const { statementsOf, sub, arnOf } = require('./statements.cjs');

/** What AWS fills in when a device calls: Fn::Sub has to leave it alone. */
const THING = '${!credentials-iot:ThingName}';

/** A device renews its connection and its credentials more often than that; a stolen one is worth no more. */
const CREDENTIAL_SECONDS = 3600;

/** Statements of one that acts for the stream of its name. */
function statements({ devicesMayCreateStreams }) {
  const own = sub(`arn:\${AWS::Partition}:kinesisvideo:\${AWS::Region}:\${AWS::AccountId}:stream/${THING}/*`);
  const stream = ['DescribeStream', 'GetDataEndpoint', 'PutMedia'];
  // AWS's own producers tag the stream that they make.
  const making = devicesMayCreateStreams ? ['CreateStream', 'TagStream'] : [];
  const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource });
  return [
    allow(
      [...stream, ...making].map((action) => `kinesisvideo:${action}`),
      own,
    ),
    allow(
      ['execute-api:Invoke'],
      sub(
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${HttpApi}/$default/PUT/iam/v1/devices/${THING}/segments`,
      ),
    ),
    // Kinesis Video Streams delivers images and notifications of tagged fragments with the rights of their uploader.
    allow(['s3:PutObject'], sub(`\${ImagesBucket.Arn}/images/${THING}/*`)),
    allow(['sns:Publish'], { Ref: 'NotificationsTopic' }),
  ];
}

const role = (granted) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: 'What a device may do with the credentials that its certificate gets it.',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'credentials.iot.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
    MaxSessionDuration: CREDENTIAL_SECONDS,
    Policies: [{ PolicyName: 'exactly', PolicyDocument: { Version: '2012-10-17', Statement: granted } }],
  },
});

module.exports = async (variables) => {
  const stage = await variables.resolveVariable('sls:stage');
  const settings = await readSettings(variables);
  const granted = statements(settings);
  return {
    Resources: {
      DeviceRole: role([...granted, ...statementsOf(stage, settings).key(granted)]),
      DeviceRoleAlias: {
        Type: 'AWS::IoT::RoleAlias',
        Properties: {
          RoleAlias: `kvs-archiver-${stage}-device`,
          RoleArn: arnOf('DeviceRole'),
          CredentialDurationSeconds: CREDENTIAL_SECONDS,
        },
      },
      // Attached to each device's certificate by whoever enrols it.
      DevicePolicy: {
        Type: 'AWS::IoT::Policy',
        Properties: {
          PolicyName: `kvs-archiver-${stage}-device`,
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['iot:AssumeRoleWithCertificate'],
                Resource: { 'Fn::GetAtt': ['DeviceRoleAlias', 'RoleAliasArn'] },
                // A certificate without a thing, or a request that names none, gets nothing.
                Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
              },
            ],
          },
        },
      },
    },
    Outputs: {
      DeviceRoleAlias: { Value: { Ref: 'DeviceRoleAlias' }, Description: 'What a device asks for by its certificate.' },
      DevicePolicyName: { Value: { Ref: 'DevicePolicy' }, Description: "To attach to a device's certificate." },
      DeviceRoleArn: { Value: arnOf('DeviceRole') },
    },
  };
};
