import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createCustomResources } from '../../../local/customresources/createCustomResources.ts';
import { readDistribution } from '../../../local/front/readDistribution.ts';
import type { LambdaHost } from '../../../local/lambda/createLambdaHost.ts';
import type { LocalService } from '../../../local/service.ts';
import { evaluateTemplate } from '../../../local/template/evaluateTemplate.ts';
import { listenTo } from '../listenTo.ts';

interface Call {
  readonly RequestType: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
  readonly PhysicalResourceId?: string;
  readonly ResponseURL: string;
}

type Declared = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** Keys by generation, and a distribution that trusts them. */
const templateOf = (keys: Declared) => {
  const resources = Object.entries(keys).flatMap(([name, properties]) => [
    [name, { Type: 'Custom::Key', Properties: { ServiceToken: 'fn', ...properties } }],
    [
      `Public${name}`,
      {
        Type: 'AWS::CloudFront::PublicKey',
        Properties: { PublicKeyConfig: { EncodedKey: { 'Fn::GetAtt': [name, 'Pem'] } } },
      },
    ],
  ]);
  return evaluateTemplate(
    {
      Resources: {
        ...Object.fromEntries(resources),
        Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
        Group: {
          Type: 'AWS::CloudFront::KeyGroup',
          Properties: { KeyGroupConfig: { Items: Object.keys(keys).map((name) => ({ Ref: `Public${name}` })) } },
        },
        Front: {
          Type: 'AWS::CloudFront::Distribution',
          Properties: {
            DistributionConfig: {
              Origins: [{ Id: 'b', DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } }],
              CacheBehaviors: [
                { PathPattern: '/packages/*', TargetOriginId: 'b', TrustedKeyGroups: [{ Ref: 'Group' }] },
              ],
              DefaultCacheBehavior: { TargetOriginId: 'b' },
            },
          },
        },
      },
    },
    { stackName: 's', region: 'us-east-1', accountId: '000000000000', endpoint: 'http://127.0.0.1' },
  );
};

describe('resources that functions of the stack make', () => {
  let dir: string;
  let calls: Call[];
  /** What the function answers; undefined: nothing. */
  let answer: (call: Call) => object | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'custom-'));
    calls = [];
    answer = ({ LogicalResourceId, ResourceProperties }) => ({
      Status: 'SUCCESS',
      PhysicalResourceId: `made-${String(ResourceProperties.For ?? LogicalResourceId)}`,
      Data: { Pem: `pem of ${LogicalResourceId}` },
    });
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function start(keys: Declared) {
    const service: { handle: LocalService['handle'] } = { handle: () => Promise.reject(new Error('not yet')) };
    const server = await listenTo({
      name: 'control',
      handle: (...args) => service.handle(...args),
      close: async () => undefined,
    });
    const invoke = async (_: string, event: unknown) => {
      const call = event as Call;
      calls.push(call);
      const body = answer(call);
      if (body === undefined) return { ok: false as const, errorType: 'Error', payload: null };
      const put = () => fetch(call.ResponseURL, { method: 'PUT', body: JSON.stringify(body) });
      expect([(await put()).status, (await put()).status]).toEqual([200, 403]);
      return { ok: true as const, payload: null };
    };
    const resources = createCustomResources({
      template: templateOf(keys),
      lambda: { invoke } as unknown as LambdaHost,
      file: join(dir, 'made.json'),
      endpoint: server.url,
      stackId: 'stack',
      system: realSystem,
    });
    service.handle = resources.handle;
    try {
      const [behavior] = readDistribution(await resources.make()) ?? [];
      return behavior;
    } finally {
      await server.close();
    }
  }
  const asked = () => calls.splice(0).map(({ RequestType, LogicalResourceId: id }) => `${RequestType} ${id}`);

  it('are made once, changed with their properties, and taken away when the template has them no more', async () => {
    const first = await start({ Key1: { Size: 2048 } });
    const [{ ResourceProperties } = { ResourceProperties: {} }] = calls;
    expect(ResourceProperties).toEqual({ ServiceToken: 'fn', Size: '2048' });
    expect(asked()).toEqual(['Create Key1']);
    expect(first).toMatchObject({
      pattern: '/packages/*',
      origin: { kind: 'bucket', bucket: 's-bucket' },
      trustedKeys: [{ id: expect.stringMatching(/^K[A-Z0-9]{13}$/), pem: 'pem of Key1' }],
    });

    expect(await start({ Key1: { Size: 2048 } })).toEqual(first);
    expect(asked()).toEqual([]);

    const both = await start({ Key2: { Size: 2048 }, Key1: { Size: 2048 } });
    expect(both?.trustedKeys?.map(({ pem }) => pem)).toEqual(['pem of Key2', 'pem of Key1']);
    expect(asked()).toEqual(['Create Key2']);

    await start({ Key2: { Size: 4096 } });
    expect(calls[0]).toMatchObject({ OldResourceProperties: { Size: '2048' }, PhysicalResourceId: 'made-Key2' });
    expect(asked()).toEqual(['Update Key2', 'Delete Key1']);
  });

  it('are taken away when another stands in their place', async () => {
    await start({ Key1: { For: 'a' } });
    await start({ Key1: { For: 'b' } });

    expect(calls.at(-1)).toMatchObject({ PhysicalResourceId: 'made-a', ResourceProperties: { For: 'a' } });
    expect(asked()).toEqual(['Create Key1', 'Update Key1', 'Delete Key1']);
  });

  it.each<[string, object | undefined, string]>([
    ['says that it failed', { Status: 'FAILED', Reason: 'no luck' }, 'Key1 (Custom::Key): no luck'],
    ['says nothing', undefined, 'Key1 (Custom::Key): its function said nothing, it failed'],
    ['names nothing', { Status: 'SUCCESS' }, 'Key1 (Custom::Key): its function named no PhysicalResourceId'],
  ])('fail where their function %s, and are tried anew', async (_, said, message) => {
    answer = () => said;
    await expect(start({ Key1: {} })).rejects.toMatchObject({ kind: 'InvalidInput', message });
    await expect(start({ Key1: {} })).rejects.toMatchObject({ message });

    expect(asked()).toEqual(['Create Key1', 'Create Key1']);
  });
});
