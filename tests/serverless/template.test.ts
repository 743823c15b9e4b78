import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { type PackagedService, packageService } from '../../local/template/packageService.ts';
import { environmentFaults } from './checks/environmentFaults.ts';
import { machineFaults } from './checks/machineFaults.ts';
import { referenceFaults } from './checks/referenceFaults.ts';
import { roleFaults } from './checks/roleFaults.ts';
import { specificationFaults } from './checks/specificationFaults.ts';
import { type Fields, ofType, type Template } from './checks/Template.ts';
import { variablesRead } from './checks/variablesRead.ts';

const ROOT = join(__dirname, '../..');
const STAGES = ['prod', 'local'] as const;
/** Compressed, as it is loaded at a cold start. The largest speaks to five services, MediaConvert among them. */
const BUNDLE_BUDGET_BYTES = 316 * 1024;

const packages = new Map<string, PackagedService>();

beforeAll(async () => {
  const cacheDir = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  for (const stage of STAGES) {
    packages.set(stage, await packageService({ root: ROOT, stage, cacheDir, system: realSystem }));
  }
}, 900_000);

function packaged(stage: string): PackagedService {
  const found = packages.get(stage);
  if (found === undefined) throw new Error(`no package of ${stage}`);
  return found;
}
/** A copy of its own. */
const templateOf = (stage: string): Template => structuredClone(packaged(stage).template) as unknown as Template;
const handlersOf = (template: Template): Map<string, string> =>
  new Map(
    ofType(template, 'AWS::Lambda::Function').map(([logicalId, { Handler }]) => [
      logicalId,
      String(Handler).replace(/\.handler$/, ''),
    ]),
  );
const readBy = (template: Template) =>
  new Map([...handlersOf(template)].map(([name, path]) => [name, variablesRead(join(ROOT, `${path}.ts`))]));

describe.each(STAGES)('what is deployed as %s', (stage) => {
  test('is what CloudFormation knows: types, properties, required ones', () => {
    expect(specificationFaults(templateOf(stage))).toEqual([]);
  });

  test('refers to what is there, and never in a circle', () => {
    expect(referenceFaults(templateOf(stage))).toEqual([]);
  });

  test('has a role a function and a machine, with real actions and no wildcard', async () => {
    expect(await roleFaults(templateOf(stage))).toEqual([]);
  });

  test('has state machines that Step Functions takes, whose variables are assigned', () => {
    expect(machineFaults(templateOf(stage))).toEqual([]);
  });

  test('sets each variable that a handler reads, and none that nobody reads', () => {
    const template = templateOf(stage);
    expect(environmentFaults(template, readBy(template))).toEqual([]);
  });

  test('has bundles within their budget', () => {
    const { bundleDir } = packaged(stage);
    const sizes = [...handlersOf(templateOf(stage)).values()].map((path) => {
      const bytes = gzipSync(readFileSync(join(bundleDir, `${path}.mjs`))).length;
      return { path, bytes };
    });
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.filter(({ bytes }) => bytes > BUNDLE_BUDGET_BYTES)).toEqual([]);
  });
});

test('the size and the import time of each bundle, for whoever reads the log', () => {
  const { bundleDir, template } = packaged('prod');
  // As the template sets them; what CloudFormation fills in is a name.
  const environment = Object.fromEntries(
    ofType(templateOf('prod'), 'AWS::Lambda::Function')
      .flatMap(([, { Environment }]) =>
        Object.entries((Environment as { Variables?: Fields } | undefined)?.Variables ?? {}),
      )
      .map(([name, value]) => [name, typeof value === 'object' ? 'a-name' : String(value)]),
  );
  const rows = [...handlersOf(template as unknown as Template).values()].map((path) => {
    const file = join(bundleDir, `${path}.mjs`);
    // What Lambda's runtime has for functions that stream.
    const script = `globalThis.awslambda = { streamifyResponse: (handler) => handler }; const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(Math.round(performance.now() - t)); process.exit()`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment, AWS_REGION: 'us-east-1' },
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([path, run.status, run.status === 0 ? '' : run.stderr]).toEqual([path, 0, '']);
    return `${path}: ${Math.round(gzipSync(readFileSync(file)).length / 1024)} KB gzipped, ${run.stdout.trim()} ms`;
  });
  process.stdout.write(`${rows.join('\n')}\n`);
}, 300_000);

describe('what the checks catch', () => {
  type Change = (resources: Template['Resources']) => void;

  /** Properties of a resource, to be broken. */
  function propertiesIn(resources: Template['Resources'], name: string): Fields {
    const properties = resources[name]?.Properties;
    if (properties === undefined) throw new Error(`there is no ${name}`);
    return properties;
  }
  const set =
    (name: string, property: string, value: unknown): Change =>
    (resources) => {
      propertiesIn(resources, name)[property] = value;
    };
  const inDefinition =
    (from: string, to: string): Change =>
    (resources) => {
      const definition = propertiesIn(resources, 'ArchiveStateMachine').DefinitionString as { 'Fn::Sub': string[] };
      const [text = ''] = definition['Fn::Sub'];
      expect(text).toContain(from);
      definition['Fn::Sub'][0] = text.replace(from, () => to);
    };
  const grant =
    (role: string, statement: object): Change =>
    (resources) => {
      const [policy] = propertiesIn(resources, role).Policies as { PolicyDocument: { Statement: object[] } }[];
      policy?.PolicyDocument.Statement.push({ Effect: 'Allow', ...statement });
    };
  const broken = (change: Change): Template => {
    const template = templateOf('prod');
    change(template.Resources);
    return template;
  };

  test.each<[string, Change, string]>([
    [
      'a type that is none',
      (r) => void Object.assign(r.LedgerTable ?? {}, { Type: 'AWS::DynamoDB::Tables' }),
      'no type',
    ],
    ['a property misspelt', set('LedgerTable', 'BillingMod', 'x'), 'there is no property BillingMod'],
    ['a property misspelt deep down', set('ArchiveBucket', 'VersioningConfiguration', { State: 'Enabled' }), 'State'],
    ['a required property left out', (r) => void delete propertiesIn(r, 'LedgerTable').KeySchema, 'lacks KeySchema'],
    ['text for a number', set('PrepareRunLambdaFunction', 'Timeout', 'a minute'), '"a minute" is no integer'],
    ['text for a list', set('LedgerTable', 'AttributeDefinitions', 'row'), 'AttributeDefinitions'],
    ['text for a truth', set('LedgerTable', 'DeletionProtectionEnabled', 'yes'), '"yes" is no boolean'],
  ])('against the specification: %s', (_name, change, message) => {
    expect(specificationFaults(broken(change)).join('\n')).toContain(message);
  });

  test.each<[string, Change, string]>([
    ['a Ref to nothing', set('LedgerTable', 'TableName', { Ref: 'Nothing' }), 'there is no Nothing'],
    [
      'a GetAtt of nothing',
      set('LedgerTable', 'TableName', { 'Fn::GetAtt': ['Nothing', 'Arn'] }),
      'there is no Nothing',
    ],
    [
      'an attribute that a type has not',
      set('LedgerTable', 'TableName', { 'Fn::GetAtt': ['WorkBucket', 'Anr'] }),
      'no attribute Anr',
    ],
    ['a Sub of nothing', set('LedgerTable', 'TableName', { 'Fn::Sub': `\${Nothing.Arn}` }), 'there is no Nothing'],
    [
      'a DependsOn of nothing',
      (r) => void Object.assign(r.LedgerTable ?? {}, { DependsOn: ['Nothing'] }),
      'there is no Nothing',
    ],
    [
      'a machine in the environment of a step of its own',
      (r) =>
        void Object.assign(
          (propertiesIn(r, 'PrepareRunLambdaFunction').Environment as { Variables: Fields }).Variables,
          {
            MACHINE: { Ref: 'ArchiveStateMachine' },
          },
        ),
      'a circle: ',
    ],
    [
      'a circle',
      set('ArchiveMachineRole', 'RoleName', { 'Fn::GetAtt': ['ArchiveStateMachine', 'Name'] }),
      'a circle: ',
    ],
  ])('in references: %s', (_name, change, message) => {
    expect(referenceFaults(broken(change)).join('\n')).toContain(message);
  });

  test.each<[string, Change, string]>([
    [
      'an action that is none',
      grant('GapsRole', { Action: 's3:ListObjectsV2', Resource: 'arn:x' }),
      'no action s3:ListObjectsV2',
    ],
    [
      'a service that is none',
      grant('GapsRole', { Action: ['kinesisvideos:GetClip'], Resource: 'arn:x' }),
      'no action kinesisvideos',
    ],
    ['a wildcard in an action', grant('GapsRole', { Action: 's3:Get*', Resource: 'arn:x' }), 's3:Get* has a wildcard'],
    ['every resource', grant('GapsRole', { Action: 's3:GetObject', Resource: '*' }), 's3:GetObject on every resource'],
    [
      'NotAction',
      grant('GapsRole', { Action: 's3:GetObject', NotAction: 's3:PutObject', Resource: 'arn:x' }),
      'says what not',
    ],
    [
      'a role that two share',
      set('GapsLambdaFunction', 'Role', { 'Fn::GetAtt': ['StreamsRole', 'Arn'] }),
      'borne by StreamsLambdaFunction and GapsLambdaFunction',
    ],
    [
      'a role that nobody bears',
      set('GapsLambdaFunction', 'Role', { 'Fn::GetAtt': ['StreamsRole', 'Arn'] }),
      'GapsRole: borne by nobody',
    ],
    [
      'a role alias with the role of a function',
      set('DeviceRoleAlias', 'RoleArn', { 'Fn::GetAtt': ['GapsRole', 'Arn'] }),
      'DeviceRole: borne by nobody',
    ],
    ['managed policies', set('GapsRole', 'ManagedPolicyArns', ['arn:x']), 'GapsRole: managed policies'],
  ])('in roles: %s', async (_name, change, message) => {
    expect((await roleFaults(broken(change))).join('\n')).toContain(message);
  });

  test.each<[string, Change, string]>([
    ['a definition that is not JSON', inDefinition('{', ''), 'SyntaxError'],
    ['a transition to nowhere', inDefinition('"Next": "ConcludeRun"', '"Next": "ConcludeRuns"'), 'ConcludeRuns'],
    [
      'a field that a state has not',
      inDefinition('"MaxConcurrency": 500', '"MaxConcurency": 500'),
      'LiveStreams is invalid',
    ],
    ['a variable that nothing assigns', inDefinition('$run.children', '$runs.children'), 'nothing assigns $runs'],
    [
      "a parent's variable in a child of a distributed Map",
      inDefinition('$states.input.run', '$conclusion'),
      'nothing assigns $conclusion',
    ],
    ['an expression that is none', inDefinition('$run.maxConcurrency', '$run.('), 'CatchUpAndRanges'],
    [
      'a state that waits for an execution in an Express child',
      inDefinition('"arn:aws:states:::states:startExecution"', '"arn:aws:states:::states:startExecution.sync:2"'),
      'LiveStreams: Express executions do not support .sync:2',
    ],
    [
      'a step that the role may not invoke',
      (r) => {
        const [policy] = propertiesIn(r, 'ArchiveMachineRole').Policies as {
          PolicyDocument: { Statement: Fields[] };
        }[];
        const [invoke] = policy?.PolicyDocument.Statement ?? [];
        if (invoke !== undefined) invoke.Resource = (invoke.Resource as unknown[]).slice(1);
      },
      'its role may not invoke PrepareRunLambdaFunction',
    ],
  ])('in machines: %s', (_name, change, message) => {
    expect(machineFaults(broken(change)).join('\n')).toContain(message);
  });

  test.each<[string, Change, string]>([
    [
      'a variable that is not set',
      (r) =>
        void delete (propertiesIn(r, 'GapsLambdaFunction').Environment as { Variables: Fields }).Variables.LEDGER_TABLE,
      'GapsLambdaFunction: lacks LEDGER_TABLE',
    ],
    [
      'one that nobody reads',
      (r) =>
        void Object.assign((propertiesIn(r, 'GapsLambdaFunction').Environment as { Variables: Fields }).Variables, {
          SPARE: '1',
        }),
      'SPARE is set and nobody reads it',
    ],
  ])('in the environment: %s', (_name, change, message) => {
    const template = broken(change);
    expect(environmentFaults(template, readBy(template)).join('\n')).toContain(message);
  });
});
