import { type Fields, isRecord, ofType, type Template } from './Template.ts';

const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isRecord(inner) || Array.isArray(inner) ? (inner as Fields)[key] : undefined),
    value,
  );
const listOf = (value: unknown): Fields[] => [value].flat().filter(isRecord);
const refersTo = (value: unknown, logicalId: string): boolean => JSON.stringify(value).includes(`"${logicalId}`);

/** Whether a policy about the resource denies what comes without TLS. */
function isTlsOnly(template: Template, type: string, logicalId: string): boolean {
  return ofType(template, type).some(([, properties]) => {
    const about = [properties.Bucket, properties.Topics, properties.Queues].some((each) =>
      refersTo(each ?? '', logicalId),
    );
    return (
      about &&
      listOf(at(properties, 'PolicyDocument', 'Statement')).some(
        ({ Effect, Principal, Condition }) =>
          Effect === 'Deny' && Principal === '*' && String(at(Condition, 'Bool', 'aws:SecureTransport')) === 'false',
      )
    );
  });
}

/** Where S3's access logs go: to log that too would be a circle. */
const ACCESS_LOGS = 'AccessLogBucket';
/** The page that everybody is given: it holds no footage, and CloudFront reads it. */
const CONSOLE = 'ConsoleBucket';
/** Left on `sls remove` by the framework itself, empty: it holds code, no footage. */
const FRAMEWORK = /^ServerlessDeployment/;

function bucketFaults(template: Template): string[] {
  return ofType(template, 'AWS::S3::Bucket').flatMap(([name, properties]) => {
    const { DeletionPolicy, UpdateReplacePolicy }: Fields = { ...template.Resources[name] };
    const rules = listOf(at(properties, 'LifecycleConfiguration', 'Rules'));
    const closed = at(properties, 'PublicAccessBlockConfiguration');
    const demands: [boolean, string][] = [
      [isRecord(closed) && Object.values(closed).filter((each) => each === true).length === 4, 'is not closed'],
      [at(properties, 'OwnershipControls', 'Rules', 0, 'ObjectOwnership') === 'BucketOwnerEnforced', 'has ACLs'],
      [properties.BucketEncryption !== undefined, 'is not encrypted'],
      [isTlsOnly(template, 'AWS::S3::BucketPolicy', name), 'takes plain HTTP'],
      [rules.some((rule) => rule.AbortIncompleteMultipartUpload !== undefined), 'keeps unfinished uploads'],
      [name === ACCESS_LOGS || properties.LoggingConfiguration !== undefined, 'logs nobody'],
      [
        FRAMEWORK.test(name) || (DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain'),
        'is deleted with the stack, which fails where it holds something',
      ],
    ];
    return demands.filter(([met]) => !met).map(([, fault]) => `${name}: ${fault}`);
  });
}

/** Tables whose items expire by themselves may go with the stack. */
function tableFaults(template: Template): string[] {
  return ofType(template, 'AWS::DynamoDB::Table').flatMap(([name, properties]) => {
    const { DeletionPolicy, UpdateReplacePolicy }: Fields = { ...template.Resources[name] };
    const expires = at(properties, 'TimeToLiveSpecification', 'Enabled') === true;
    const demands: [boolean, string][] = [
      [properties.BillingMode === 'PAY_PER_REQUEST', 'is not on demand'],
      [
        at(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
        'cannot be had back as of a moment',
      ],
      [expires || properties.DeletionProtectionEnabled === true, 'may be deleted'],
      [expires || (DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain'), 'is deleted with the stack'],
    ];
    return demands.filter(([met]) => !met).map(([, fault]) => `${name}: ${fault}`);
  });
}

function messageFaults(template: Template): string[] {
  const topics = ofType(template, 'AWS::SNS::Topic').map(([name]) => [name, 'AWS::SNS::TopicPolicy'] as const);
  const queues = ofType(template, 'AWS::SQS::Queue').map(([name]) => [name, 'AWS::SQS::QueuePolicy'] as const);
  const open = [...topics, ...queues].filter(([name, type]) => !isTlsOnly(template, type, name));
  const plain = ofType(template, 'AWS::SQS::Queue').filter(
    ([, { SqsManagedSseEnabled, KmsMasterKeyId }]) => SqsManagedSseEnabled !== true && KmsMasterKeyId === undefined,
  );
  return [...open.map(([name]) => `${name}: takes plain HTTP`), ...plain.map(([name]) => `${name}: is not encrypted`)];
}

/** Every function, machine and API stage logs into a group of the stack, which forgets; functions and machines trace. */
function logFaults(template: Template): string[] {
  const groups = ofType(template, 'AWS::Logs::LogGroup');
  const named = new Set(groups.map(([, { LogGroupName }]) => String(LogGroupName)));
  const ids = new Set(groups.map(([name]) => name));
  const logsTo = (value: unknown): boolean => [...ids].some((id) => refersTo(value ?? '', id));
  const functions = ofType(template, 'AWS::Lambda::Function').flatMap(([name, { FunctionName, TracingConfig }]) => [
    ...(named.has(`/aws/lambda/${String(FunctionName)}`) ? [] : [`${name}: has no log group`]),
    ...(at(TracingConfig, 'Mode') === 'Active' ? [] : [`${name}: is not traced`]),
  ]);
  const machines = ofType(template, 'AWS::StepFunctions::StateMachine').flatMap(
    ([name, { LoggingConfiguration, TracingConfiguration }]) => [
      ...(logsTo(at(LoggingConfiguration, 'Destinations')) ? [] : [`${name}: has no log group`]),
      ...(at(TracingConfiguration, 'Enabled') === true ? [] : [`${name}: is not traced`]),
    ],
  );
  const stages = ofType(template, 'AWS::ApiGatewayV2::Stage')
    .filter(([, { AccessLogSettings }]) => !logsTo(at(AccessLogSettings, 'DestinationArn')))
    .map(([name]) => `${name}: has no log group`);
  const forgetful = groups
    .filter(([, { RetentionInDays }]) => RetentionInDays === undefined)
    .map(([name]) => `${name}: keeps logs for ever`);
  return [...functions, ...machines, ...stages, ...forgetful];
}

/** What may be asked without saying who asks: health, and what a link's token opens. */
const OPEN_ROUTES = /^(GET \/v1\/health|(GET|POST) \/v1\/shared\/\{\w+\}(\/.+)?)$/;

/** Each route has an authorizer, and each under `/v1` has its twin under `/iam/v1`. */
function routeFaults(template: Template): string[] {
  const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, properties]) => properties);
  const keys = new Set(routes.map(({ RouteKey }) => String(RouteKey)));
  return routes.flatMap(({ RouteKey, AuthorizationType, AuthorizationScopes }) => {
    const key = String(RouteKey);
    const faults: string[] = [];
    if (OPEN_ROUTES.test(key)) return (AuthorizationType ?? 'NONE') === 'NONE' ? [] : [`${key}: is not open`];
    if (AuthorizationType !== 'AWS_IAM' && AuthorizationType !== 'JWT') faults.push(`${key}: is open`);
    if (AuthorizationType === 'JWT' && [AuthorizationScopes ?? []].flat().length === 0)
      faults.push(`${key}: asks for no scope`);
    if (key.includes(' /iam/') && AuthorizationType !== 'AWS_IAM') faults.push(`${key}: is not for IAM`);
    if (key.includes(' /v1/') && !keys.has(key.replace(' /v1/', ' /iam/v1/'))) faults.push(`${key}: has no twin`);
    return faults;
  });
}

/** What a security reviewer would send back. */
export function securityFaults(template: Template): string[] {
  return [bucketFaults, tableFaults, messageFaults, logFaults, routeFaults].flatMap((faults) => faults(template));
}

/** What holds data and does not bear the key of the owner's own. */
export function keyFaults(template: Template, key: string): string[] {
  const types = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::Logs::LogGroup'];
  return types
    .flatMap((type) => ofType(template, type))
    .filter(([name]) => name !== ACCESS_LOGS && name !== CONSOLE && !FRAMEWORK.test(name))
    .filter(([, properties]) => !JSON.stringify(properties).includes(key))
    .map(([name]) => `${name}: is not encrypted with the key`);
}
