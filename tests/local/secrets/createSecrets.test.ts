import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretSigningKeys } from '../../../cloud/secrets/SecretSigningKeys.ts';
import { StoredSecretValues } from '../../../cloud/secrets/StoredSecretValues.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { openLink } from '../../../core/links/openLink.ts';
import { signLink } from '../../../core/links/signLink.ts';
import { createSecrets } from '../../../local/secrets/createSecrets.ts';
import { generateSecret } from '../../../local/secrets/generateSecret.ts';
import { listenTo } from '../listenTo.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:kvs-archiver-local-LinkSecret';
const template = {
  resources: [
    {
      logicalId: 'LinkSecret',
      type: 'AWS::SecretsManager::Secret',
      properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
      ref: ARN,
      attributes: {},
    },
  ],
  outputs: {},
  unknownTypes: [],
};

describe('Secrets Manager', () => {
  let dataDir: string;
  let opened: { url: string; close(): Promise<void> };
  let client: SecretsManagerClient;

  async function open(): Promise<void> {
    opened = await listenTo(await createSecrets({ template, dataDir, system: realSystem }));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new SecretsManagerClient({ endpoint: opened.url, region: 'us-east-1', credentials });
  }
  async function close(): Promise<void> {
    client.destroy();
    await opened.close();
  }

  beforeEach(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), 'secrets-')), 'secrets');
    await open();
  });
  afterEach(async () => {
    await close();
    await rm(join(dataDir, '..'), { recursive: true });
  });

  it('makes what the template declares, once, in a file of its owner alone', async () => {
    const first = await client.send(new GetSecretValueCommand({ SecretId: ARN }));
    await close();
    await open();
    const again = await client.send(new GetSecretValueCommand({ SecretId: 'kvs-archiver-local-LinkSecret' }));

    expect(first).toMatchObject({
      ARN,
      VersionStages: ['AWSCURRENT'],
      SecretString: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
    });
    expect(again.SecretString).toBe(first.SecretString);
    expect(await readdir(dataDir)).toEqual(['LinkSecret.json']);
    expect((await stat(join(dataDir, 'LinkSecret.json'))).mode & 0o777).toBe(0o600);
  });

  it('knows no other secret, and no value before the first', async () => {
    const notFound = expect.objectContaining({ name: 'ResourceNotFoundException' });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toEqual(notFound);
    const before = new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' });
    await expect(client.send(before)).rejects.toEqual(notFound);
    await expect(client.send(new DescribeSecretCommand({ SecretId: 'other' }))).rejects.toEqual(notFound);
  });

  it('has no value for what is declared with none until it is given one, and takes one value for a token', async () => {
    const empty = { ...template.resources[0], logicalId: 'Empty', ref: `${ARN}-empty`, properties: {} };
    await close();
    const declared = { ...template, resources: [...template.resources, empty] } as typeof template;
    opened = await listenTo(await createSecrets({ template: declared, dataDir, system: realSystem }));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new SecretsManagerClient({ endpoint: opened.url, region: 'us-east-1', credentials });
    const values = new StoredSecretValues(client);
    const token = 'a'.repeat(36);

    expect(await values.read(empty.ref)).toBeUndefined();
    await values.write(empty.ref, 'one', token);
    await values.write(empty.ref, 'one', token);
    await expect(values.write(empty.ref, 'two', token)).rejects.toMatchObject({ kind: 'Conflict' });
    expect(await values.read(empty.ref)).toBe('one');
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: empty.ref }));
    expect(VersionIdsToStages).toEqual({ [token]: ['AWSCURRENT'] });
  });

  it('lets links of the key before still open after a change, and not those of the one before that', async () => {
    let now = realSystem.clock.now();
    const keys = new SecretSigningKeys(ARN, { now: () => now }, client);
    const link = { kind: 'archive', stream: 'front-door', expiresMs: now + 86_400_000 } as const;
    const tokens: string[] = [];
    for (let change = 0; change < 3; change++) {
      tokens.push(signLink((await keys.keys())[0], link));
      const SecretString = String(change).repeat(64);
      await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString }));
      expect((await keys.keys()).length).toBe(change === 0 ? 1 : 2);
      now += 300_000;
    }
    const known = await keys.keys();
    const outcomes = tokens.map((token) => {
      try {
        return openLink(known, token, now, 'archive').stream;
      } catch (error) {
        return (error as Error).name;
      }
    });
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: ARN }));

    expect(outcomes).toEqual(['AccessDenied', 'AccessDenied', 'front-door']);
    expect(Object.values(VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('asks once in five minutes, and again at once where asking failed', async () => {
    let now = 0;
    let asked = 0;
    const counting = { send: () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })) };
    client.middlewareStack.add(
      (next) => (args) => {
        asked += 1;
        return next(args);
      },
      { step: 'initialize' },
    );
    const keys = new SecretSigningKeys(ARN, { now: () => now }, client);
    await Promise.all([keys.keys(), keys.keys()]);
    now = 299_999;
    await keys.keys();
    expect(asked).toBe(2);
    now = 300_000;
    await keys.keys();
    expect(asked).toBe(4);

    const failing = new SecretSigningKeys(ARN, { now: () => now }, counting as unknown as SecretsManagerClient);
    await expect(failing.keys()).rejects.toMatchObject({ kind: 'AccessDenied' });
    await expect(failing.keys()).rejects.toMatchObject({ kind: 'AccessDenied' });
  });
});

describe('generateSecret', () => {
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 37) % 256) };

  it.each([
    [{}, /^[!-~]{32}$/],
    [{ PasswordLength: 5, ExcludePunctuation: true, ExcludeCharacters: 'ABC' }, /^[D-Za-z0-9]{5}$/],
    [
      { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'key', ExcludePunctuation: true },
      /^\{"user":"a","key":"[A-Za-z0-9]{32}"\}$/,
    ],
  ])('%j', (asked, form) => {
    expect(generateSecret(asked, random)).toMatch(form);
  });
});
