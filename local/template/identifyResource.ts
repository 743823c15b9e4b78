import { createHash } from 'node:crypto';
import { isCustom } from '../customresources/CustomResource.ts';

/** What a resource answers to `Ref` and `Fn::GetAtt`, known before anything is made. */
export interface ResourceIdentity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** False where the type has no entry below and the identity is only a guess. */
  readonly known: boolean;
}

export interface IdentityContext {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  /** Address of the gateway, without a slash at its end. */
  readonly endpoint: string;
  /** A property of the resource, evaluated; undefined where it is not set. */
  property(name: string): unknown;
}

type Identify = (context: IdentityContext) => Omit<ResourceIdentity, 'known'>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const nameOf = (context: IdentityContext, property: string): string =>
  text(context.property(property)) ?? `${context.stackName}-${context.logicalId}`;
const arn = (context: IdentityContext, service: string, rest: string): string =>
  `arn:aws:${service}:${context.region}:${context.accountId}:${rest}`;

/** `Ref` is the name, `Arn` is built from it. */
const named =
  (property: string, service: string, rest: (name: string) => string): Identify =>
  (context) => {
    const name = nameOf(context, property);
    return { ref: name, attributes: { Arn: arn(context, service, rest(name)) } };
  };

const bucket: Identify = (context) => {
  const name = text(context.property('BucketName')) ?? `${context.stackName}-${context.logicalId}`.toLowerCase();
  const domain = `${name}.s3.amazonaws.com`;
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: domain,
      RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
    },
  };
};

const role: Identify = (context) => {
  const name = nameOf(context, 'RoleName');
  return {
    ref: name,
    attributes: { Arn: `arn:aws:iam::${context.accountId}:role/${name}`, RoleId: `AROA${context.logicalId}` },
  };
};

const table: Identify = (context) => {
  const name = nameOf(context, 'TableName');
  const tableArn = arn(context, 'dynamodb', `table/${name}`);
  return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
};

const stateMachine: Identify = (context) => {
  const name = nameOf(context, 'StateMachineName');
  const machineArn = arn(context, 'states', `stateMachine:${name}`);
  return { ref: machineArn, attributes: { Arn: machineArn, Name: name } };
};

const topic: Identify = (context) => {
  const name = nameOf(context, 'TopicName');
  const topicArn = arn(context, 'sns', name);
  return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
};

const queue: Identify = (context) => {
  const name = nameOf(context, 'QueueName');
  return {
    ref: `${context.endpoint}/${context.accountId}/${name}`,
    attributes: { Arn: arn(context, 'sqs', name), QueueName: name },
  };
};

/** An id that is stable over restarts, as CloudFormation's is over updates. */
const idOf = (context: IdentityContext): string => context.logicalId.toLowerCase();

const api: Identify = (context) => ({
  ref: idOf(context),
  attributes: { ApiId: idOf(context), ApiEndpoint: context.endpoint },
});

const byId: Identify = (context) => ({ ref: idOf(context), attributes: {} });

const key: Identify = (context) => ({
  ref: idOf(context),
  attributes: { Arn: arn(context, 'kms', `key/${idOf(context)}`), KeyId: idOf(context) },
});

/** The deployed ARN ends in six characters of its own: policies name it by reference. */
const secret: Identify = (context) => {
  const secretArn = arn(context, 'secretsmanager', `secret:${nameOf(context, 'Name')}`);
  return { ref: secretArn, attributes: { Id: secretArn } };
};

const distribution: Identify = (context) => ({
  ref: idOf(context),
  attributes: { Id: idOf(context), DomainName: `${idOf(context)}.cloudfront.net` },
});

/** `K` and 13 capitals and digits, as CloudFront's are. */
const keyPairId = ({ stackName, logicalId }: IdentityContext): string =>
  `K${BigInt(`0x${createHash('sha256').update(`${stackName} ${logicalId}`).digest('hex')}`)
    .toString(36)
    .toUpperCase()
    .slice(0, 13)}`;

const functionUrl: Identify = (context) => {
  const functionArn = text(context.property('TargetFunctionArn')) ?? context.logicalId;
  const FunctionUrl = `https://${idOf(context)}.lambda-url.${context.region}.on.aws/`;
  return { ref: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl } };
};

const lambdaVersion: Identify = (context) => {
  const version = `${text(context.property('FunctionName')) ?? context.logicalId}`;
  const ref = version.startsWith('arn:') ? version : arn(context, 'lambda', `function:${version}`);
  return { ref: `${ref}:1`, attributes: { Version: '1', FunctionArn: `${ref}:1` } };
};

/** `Ref` is the name, the ARN has an attribute of its own name. */
const iot =
  (property: string, attribute: string, rest: (name: string) => string): Identify =>
  (context) => {
    const name = nameOf(context, property);
    return { ref: name, attributes: { [attribute]: arn(context, 'iot', rest(name)) } };
  };

/** Source of each `Ref` and attribute: the resource's page in the CloudFormation reference, "Return values". */
const IDENTIFIERS: Readonly<Record<string, Identify>> = {
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': byId,
  'AWS::DynamoDB::Table': table,
  'AWS::Lambda::Function': named('FunctionName', 'lambda', (name) => `function:${name}`),
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Lambda::Permission': byId,
  'AWS::Lambda::EventSourceMapping': byId,
  'AWS::Lambda::EventInvokeConfig': byId,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': byId,
  'AWS::IAM::ManagedPolicy': byId,
  'AWS::Scheduler::Schedule': named('Name', 'scheduler', (name) => `schedule/default/${name}`),
  'AWS::Scheduler::ScheduleGroup': named('Name', 'scheduler', (name) => `schedule-group/${name}`),
  'AWS::Events::Rule': named('Name', 'events', (name) => `rule/${name}`),
  'AWS::Events::EventBus': named('Name', 'events', (name) => `event-bus/${name}`),
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': byId,
  'AWS::SNS::Subscription': byId,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': byId,
  'AWS::Logs::LogGroup': named('LogGroupName', 'logs', (name) => `log-group:${name}:*`),
  'AWS::Logs::MetricFilter': byId,
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  'AWS::CloudWatch::Dashboard': byId,
  'AWS::KMS::Key': key,
  'AWS::KMS::Alias': byId,
  'AWS::SSM::Parameter': named('Name', 'ssm', (name) => `parameter/${name.replace(/^\//, '')}`),
  'AWS::SecretsManager::Secret': secret,
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Stage': (context) => ({ ref: text(context.property('StageName')) ?? '$default', attributes: {} }),
  'AWS::ApiGatewayV2::Route': byId,
  'AWS::ApiGatewayV2::Integration': byId,
  'AWS::ApiGatewayV2::Authorizer': byId,
  'AWS::ApiGatewayV2::DomainName': byId,
  'AWS::CloudFront::Distribution': distribution,
  'AWS::CloudFront::OriginAccessControl': (context) => ({ ref: idOf(context), attributes: { Id: idOf(context) } }),
  'AWS::CloudFront::CachePolicy': byId,
  'AWS::CloudFront::Function': (context) => {
    const arn = `arn:aws:cloudfront::${context.accountId}:function/${idOf(context)}`;
    return { ref: arn, attributes: { FunctionARN: arn } };
  },
  'AWS::CloudFront::ResponseHeadersPolicy': byId,
  'AWS::CloudFront::PublicKey': (context) => ({ ref: keyPairId(context), attributes: { Id: keyPairId(context) } }),
  'AWS::CloudFront::KeyGroup': (context) => ({ ref: idOf(context), attributes: { Id: idOf(context) } }),
  'AWS::Lambda::Url': functionUrl,
  'AWS::IoT::RoleAlias': iot('RoleAlias', 'RoleAliasArn', (name) => `rolealias/${name}`),
  'AWS::IoT::Policy': iot('PolicyName', 'Arn', (name) => `policy/${name}`),
  'AWS::IoT::ThingType': iot('ThingTypeName', 'Arn', (name) => `thingtype/${name}`),
  'AWS::Cognito::UserPool': byId,
  'AWS::Cognito::UserPoolClient': byId,
};

/**
 * The identity of one resource on the embedded stack: the name that the template sets, else
 * `{stackName}-{logicalId}` (in lower case for buckets).
 */
export function identifyResource(context: IdentityContext): ResourceIdentity {
  const identify = IDENTIFIERS[context.type] ?? (isCustom(context.type) ? byId : undefined);
  if (identify !== undefined) return { ...identify(context), known: true };
  const service = context.type.split('::')[1]?.toLowerCase() ?? 'unknown';
  const name = `${context.stackName}-${context.logicalId}`;
  return { ref: name, attributes: { Arn: arn(context, service, name) }, known: false };
}
