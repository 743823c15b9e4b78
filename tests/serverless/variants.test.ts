import { createRequire } from 'node:module';
import { join } from 'node:path';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { packageService } from '../../local/template/packageService.ts';
import { machineFaults } from './checks/machineFaults.ts';
import { referenceFaults } from './checks/referenceFaults.ts';
import { roleFaults } from './checks/roleFaults.ts';
import { keyFaults, securityFaults } from './checks/securityFaults.ts';
import { specificationFaults } from './checks/specificationFaults.ts';
import { type Fields, isRecord, ofType, type Template, walk } from './checks/Template.ts';

const ROOT = join(__dirname, '../..');
const { servedRoutes } = createRequire(__filename)('../../serverless/functions.cjs') as {
  servedRoutes(): readonly { readonly key: string; readonly scope: string }[];
};
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000';

/** Few packages, each with settings that do not meet: packaging takes seconds. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'what others own': {
    archiveBucket: 'footage-of-my-own',
    streamBuckets: 'site-one,site-two',
    kmsKeyArn: KEY,
    jwtIssuer: 'https://issuer.example.com/pool',
    jwtAudience: 'console,player',
    corsOrigins: 'https://console.example.com',
    customDomain: 'archive.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d',
    alarmEmail: 'operations@example.com',
    enrolByTag: 'archive=yes',
    clipConcurrency: '2',
    streamConcurrency: '1000',
  },
  'what is locked': {
    objectLockMode: 'COMPLIANCE',
    objectLockDays: '30',
    retentionClasses: '{"month":{"expireDays":30},"cold":{"storageClass":"GLACIER_IR","transitionDays":1}}',
    kmsKeyArn: KEY,
    machineLogLevel: 'ALL',
    logRetentionDays: '365',
  },
};

const templates = new Map<string, Template>();

beforeAll(async () => {
  const cacheDir = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  for (const [variant, params] of Object.entries(VARIANTS)) {
    const { template } = await packageService({ root: ROOT, stage: 'prod', cacheDir, params, system: realSystem });
    templates.set(variant, template as unknown as Template);
  }
}, 900_000);

function templateOf(variant: string): Template {
  const template = templates.get(variant);
  if (template === undefined) throw new Error(`no package of ${variant}`);
  return structuredClone(template);
}

const propertiesOf = (template: Template, name: string): Fields => template.Resources[name]?.Properties ?? {};
const statementsOf = (template: Template): Fields[] =>
  ofType(template, 'AWS::IAM::Role').flatMap(([, { Policies }]) =>
    [...walk(Policies, '')]
      .map(({ value }) => value)
      .filter((value): value is Fields => isRecord(value) && 'Effect' in value),
  );

test.each(Object.keys(VARIANTS))('with %s every check passes', async (variant) => {
  const template = templateOf(variant);

  expect(specificationFaults(template)).toEqual([]);
  expect(referenceFaults(template)).toEqual([]);
  expect(machineFaults(template)).toEqual([]);
  expect(await roleFaults(template)).toEqual([]);
  expect(securityFaults(template)).toEqual([]);
});

test('without an issuer the API is closed to all but IAM, but for its health and what a link opens', () => {
  const routes = ofType(templateOf('default'), 'AWS::ApiGatewayV2::Route').map(([, route]) => route);
  const ofAll = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'AWS_IAM');

  expect(routes.length).toBeGreaterThan(5);
  // The framework writes none where there is none, which is the type NONE.
  expect(new Set(ofAll.map(({ AuthorizationType }) => AuthorizationType ?? 'NONE'))).toEqual(new Set(['NONE']));
  expect(ofAll.map(({ RouteKey }) => String(RouteKey)).filter((key) => !key.includes(' /v1/shared/'))).toEqual([
    'GET /v1/health',
  ]);
});

test('with an issuer, /v1 asks for a scope of its token, and /iam/v1 stays with IAM', () => {
  const template = templateOf('what others own');
  const routes = new Map(
    ofType(template, 'AWS::ApiGatewayV2::Route').map(([, route]) => [String(route.RouteKey), route] as const),
  );

  expect(routes.get('GET /v1/streams')).toMatchObject({
    AuthorizationType: 'JWT',
    AuthorizationScopes: ['kvs-archiver/read'],
  });
  expect(routes.get('PUT /v1/streams/{stream}')).toMatchObject({ AuthorizationScopes: ['kvs-archiver/manage'] });
  expect(routes.get('GET /iam/v1/streams')).toMatchObject({ AuthorizationType: 'AWS_IAM' });
  expect(propertiesOf(template, 'HttpApiAuthorizerJwt')).toMatchObject({
    JwtConfiguration: { Issuer: 'https://issuer.example.com/pool', Audience: ['console', 'player'] },
  });
  expect(propertiesOf(template, 'HttpApi')).toMatchObject({
    CorsConfiguration: { AllowOrigins: ['https://console.example.com'] },
  });
});

test('each route asks for what its line says, and what costs, or is open, has a limit of its own', () => {
  const template = templateOf('what others own');
  const routes = ofType(template, 'AWS::ApiGatewayV2::Route');
  const asked = routes.map(([, { RouteKey, AuthorizationType, AuthorizationScopes }]) =>
    [RouteKey, AuthorizationType ?? 'NONE', ...((AuthorizationScopes as string[] | undefined) ?? [])].join(' '),
  );
  const expected = servedRoutes().map(({ key, scope }) =>
    scope === 'open' ? `${key} NONE` : key.includes(' /iam/') ? `${key} AWS_IAM` : `${key} JWT kvs-archiver/${scope}`,
  );
  const { RouteSettings } = propertiesOf(template, 'HttpApiStage') as { RouteSettings: Record<string, object> };
  const waitsFor = (template.Resources.HttpApiStage as unknown as { DependsOn: string[] }).DependsOn;

  expect(asked.sort()).toEqual(expected.sort());
  expect(Object.keys(RouteSettings).sort()).toEqual(
    servedRoutes()
      .filter(({ key, scope }) => scope === 'open' || key.startsWith('POST '))
      .map(({ key }) => key)
      .sort(),
  );
  expect(RouteSettings['GET /v1/health']).toEqual({
    DetailedMetricsEnabled: true,
    ThrottlingRateLimit: 20,
    ThrottlingBurstLimit: 40,
  });
  // Settings of a route that is not there yet fail the deployment.
  const named = new Map(routes.map(([id, { RouteKey }]) => [String(RouteKey), id]));
  expect(Object.keys(RouteSettings).filter((key) => !waitsFor.includes(named.get(key) ?? ''))).toEqual([]);
});

test('with a bucket of its owner the stack makes none, and the roles reach that and the streams’ buckets alone', () => {
  const template = templateOf('what others own');
  const reached = statementsOf(template)
    .flatMap(({ Resource }) => [Resource].flat())
    .map((resource) => /:s3:::([a-z0-9-]+)/.exec(JSON.stringify(resource))?.[1])
    .filter((bucket) => bucket !== undefined);

  expect(Object.keys(template.Resources).filter((name) => name.startsWith('ArchiveBucket'))).toEqual([]);
  expect(new Set(reached)).toEqual(new Set(['footage-of-my-own', 'site-one', 'site-two']));
  expect(template.Outputs?.ArchiveBucketName?.Value).toBe('footage-of-my-own');
  for (const [, { Environment }] of ofType(template, 'AWS::Lambda::Function')) {
    expect(Environment).toMatchObject({ Variables: { ARCHIVE_BUCKET: 'footage-of-my-own' } });
  }
});

test.each(['what others own', 'what is locked'])(
  'with a key (%s) all that holds data bears it, and no role may use it but through the services it calls',
  (variant) => {
    const template = templateOf(variant);
    const grants = statementsOf(template).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));

    expect(keyFaults(template, KEY)).toEqual([]);
    expect(grants.length).toBeGreaterThan(5);
    for (const { Action, Resource, Condition } of grants) {
      expect(Resource).toBe(KEY);
      expect(['kms:Decrypt', 'kms:GenerateDataKey']).toEqual(expect.arrayContaining([Action].flat()));
      expect(JSON.stringify(Condition)).toMatch(
        /^\{"StringEquals":\{"kms:ViaService":\[\{"Fn::Sub":"(dynamodb|s3|secretsmanager|sns)\./,
      );
    }
  },
);

test('nobody puts another clip or bundle in the place of one, and a manifest only in that of the one he means', () => {
  const { PolicyDocument } = propertiesOf(templateOf('default'), 'ArchiveBucketPolicy') as {
    PolicyDocument: { Statement: Fields[] };
  };
  const denied = PolicyDocument.Statement.filter(({ Action }) => Action === 's3:PutObject').map(
    ({ Effect, Principal, Resource, Condition }) => ({
      Effect,
      Principal,
      places: JSON.stringify(Resource).match(/(?<=Arn\})[^"]+/g),
      headers: Object.keys((Condition as { Null: object }).Null),
    }),
  );

  expect(denied).toEqual([
    {
      Effect: 'Deny',
      Principal: '*',
      places: ['/clips/*.mp4', '/*/clips/*.mp4', '/bundles/*.mkv', '/*/bundles/*.mkv'],
      headers: ['s3:if-none-match'],
    },
    {
      Effect: 'Deny',
      Principal: '*',
      places: ['/clips/*.json', '/*/clips/*.json', '/bundles/*.json', '/*/bundles/*.json'],
      headers: ['s3:if-none-match', 's3:if-match'],
    },
  ]);
});

test('without a key no role may use any', () => {
  expect(JSON.stringify(statementsOf(templateOf('default')))).not.toContain('kms:');
});

test('settings come to the machine, to lifecycle and lock, to mail and domain', () => {
  const own = templateOf('what others own');
  const locked = templateOf('what is locked');
  const [definition = ''] = (propertiesOf(own, 'ArchiveStateMachine').DefinitionString as { 'Fn::Sub': string[] })[
    'Fn::Sub'
  ];

  expect([...definition.matchAll(/"MaxConcurrency": ?(\d+)/g)].map(([, count]) => Number(count))).toEqual([
    1000, 2, 2, 2, 2,
  ]);
  expect(propertiesOf(locked, 'ArchiveBucket')).toMatchObject({
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
    LifecycleConfiguration: {
      Rules: expect.arrayContaining([
        expect.objectContaining({ Id: 'retention-month', ExpirationInDays: 30 }),
        expect.objectContaining({ Id: 'retention-cold' }),
      ]),
    },
  });
  expect(propertiesOf(locked, 'ArchiveStateMachine')).toMatchObject({ LoggingConfiguration: { Level: 'ALL' } });
  expect(propertiesOf(locked, 'ArchiveMachineLogs')).toMatchObject({ RetentionInDays: 365 });
  expect(propertiesOf(own, 'AlarmsByMail')).toMatchObject({ Protocol: 'email', Endpoint: 'operations@example.com' });
  expect(own.Outputs?.ApiUrl?.Value).toBe('https://archive.example.com');
  expect(propertiesOf(templateOf('default'), 'AlarmsByMail')).toEqual({});
});

test('the archive machine’s own concurrency is that of the default settings', () => {
  const [definition = ''] = (
    propertiesOf(templateOf('default'), 'ArchiveStateMachine').DefinitionString as { 'Fn::Sub': string[] }
  )['Fn::Sub'];
  const { archive } = require('../../serverless/definitions.cjs') as { archive: unknown };
  const written = [...walk(archive, '')].flatMap(({ value }) =>
    isRecord(value) && typeof value.MaxConcurrency === 'number' ? [value.MaxConcurrency] : [],
  );

  expect(written).toEqual([500, 4, 4, 4, 4]);
  expect([...definition.matchAll(/"MaxConcurrency": ?(\d+)/g)].map(([, count]) => Number(count))).toEqual(written);
});

describe('what a reviewer sends back', () => {
  const change =
    (name: string, property: string, value: unknown) =>
    ({ Resources }: Template): void => {
      const properties = Resources[name]?.Properties;
      if (properties === undefined) throw new Error(`there is no ${name}`);
      properties[property] = value;
    };
  const without =
    (name: string) =>
    ({ Resources }: Template): void => {
      expect(Resources[name]).toBeDefined();
      delete Resources[name];
    };

  test.each<[string, (template: Template) => void]>([
    [
      'ArchiveBucket: is not closed',
      change('ArchiveBucket', 'PublicAccessBlockConfiguration', { BlockPublicAcls: true }),
    ],
    ['WorkBucket: takes plain HTTP', without('WorkBucketPolicy')],
    [
      'ServerlessDeploymentBucket: logs nobody',
      change('ServerlessDeploymentBucket', 'LoggingConfiguration', undefined),
    ],
    ['WorkBucket: keeps unfinished uploads', change('WorkBucket', 'LifecycleConfiguration', { Rules: [] })],
    ['LedgerTable: may be deleted', change('LedgerTable', 'DeletionProtectionEnabled', false)],
    ['LedgerTable: is not on demand', change('LedgerTable', 'BillingMode', 'PROVISIONED')],
    [
      'StreamsTable: is deleted with the stack',
      ({ Resources }) => void Object.assign(Resources.StreamsTable ?? {}, { UpdateReplacePolicy: 'Delete' }),
    ],
    [
      'ArchiveBucket: is deleted with the stack',
      ({ Resources }) => void Object.assign(Resources.ArchiveBucket ?? {}, { DeletionPolicy: 'Delete' }),
    ],
    ['AlarmsTopic: takes plain HTTP', without('AlarmsTopicPolicy')],
    ['ScheduleDeadLetters: is not encrypted', change('ScheduleDeadLetters', 'SqsManagedSseEnabled', false)],
    ['GapsLambdaFunction: has no log group', without('GapsLogGroup')],
    ['GapsLambdaFunction: is not traced', change('GapsLambdaFunction', 'TracingConfig', {})],
    ['ArchiveStateMachine: has no log group', change('ArchiveStateMachine', 'LoggingConfiguration', { Level: 'OFF' })],
    ['HttpApiStage: has no log group', change('HttpApiStage', 'AccessLogSettings', undefined)],
    ['GapsLogGroup: keeps logs for ever', change('GapsLogGroup', 'RetentionInDays', undefined)],
    ['GET /v1/streams: is open', change('HttpApiRouteGetV1Streams', 'AuthorizationType', 'NONE')],
    ['GET /v1/health: is not open', change('HttpApiRouteGetV1Health', 'AuthorizationType', 'AWS_IAM')],
    ['GET /v1/streams: has no twin', without('HttpApiRouteGetIamV1Streams')],
  ])('%s', (fault, plant) => {
    const template = templateOf('default');

    plant(template);

    expect(securityFaults(template).join('\n')).toContain(fault);
  });
});
