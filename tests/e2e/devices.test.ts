import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { CreateStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KinesisVideoArchivedMediaClient, ListFragmentsCommand } from '@aws-sdk/client-kinesis-video-archived-media';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { System } from '../../core/system.ts';
import { parseIotSettings } from '../../device/credentials/IotSettings.ts';
import { type DeviceCredentials, openIotCredentials } from '../../device/credentials/openIotCredentials.ts';
import { runProducer } from '../../device/putMedia/runProducer.ts';
import { FileSource } from '../../device/sources/FileSource.ts';
import type { RoleUse } from '../../local/iam/createPermissions.ts';
import { type Stack, startStack } from '../../local/stack/startStack.ts';

const ROOT = join(__dirname, '../..');
/** The same as the other end-to-end tests': one package serves them all. */
const PARAMS = {
  settleSeconds: '1',
  scheduleRate: 'rate(1 day)',
  observeRate: 'rate(1 day)',
  intervalSeconds: '86400',
  enrolByTag: 'archive=yes',
};
const START = Date.UTC(2025, 5, 1, 10);
const EVER = {
  FragmentSelectorType: 'PRODUCER_TIMESTAMP',
  TimestampRange: { StartTimestamp: new Date(START), EndTimestamp: new Date(START + 7_200_000) },
} as const;
const FIXTURE = join(ROOT, 'tests/media/h264.mkv');

let dir: string;
let stack: Stack;
let hourAhead = false;
let admin: { accessKeyId: string; secretAccessKey: string };
const closing: (() => Promise<void>)[] = [];

/** The stack's clock: it can be put an hour ahead, so that credentials have ended. */
const system: System = {
  ...realSystem,
  clock: { ...realSystem.clock, now: () => realSystem.clock.now() + (hourAhead ? 3_601_000 : 0) },
};

async function startWithAuth(): Promise<void> {
  const auth = { root: ROOT, params: PARAMS, dataDir: join(dir, 'data'), region: 'us-east-1', auth: true };
  stack = await startStack({ ...auth, port: 0, system });
  const { accessKeyId, secretAccessKey } = JSON.parse(await readFile(stack.credentialsPath, 'utf8'));
  admin = { accessKeyId, secretAccessKey };
}

/** The command line, in real time; `env` says where the stack is, where it has to. */
async function cli(env: Record<string, string>, ...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    width: () => 100,
  });
  const code = await main(argv, ROOT, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    system: realSystem,
    onInterrupt: () => () => undefined,
    exit: (status) => {
      throw new Error(`exit(${status}) was called`);
    },
  });
  return { code, ...written };
}
const enrol = (thing: string, folder: string, ...more: string[]) =>
  cli({ AWS_ENDPOINT_URL: stack.url }, 'device', 'enrol', '--thing', thing, '--out', join(dir, folder), ...more);

async function credentialsOf(folder: string): Promise<DeviceCredentials> {
  const path = join(dir, folder);
  const config = JSON.parse(await readFile(join(path, 'device.json'), 'utf8')) as Record<string, string>;
  const inFolder = Object.fromEntries(
    ['certificate', 'key', 'ca'].map((name) => [name, join(path, config[name] ?? '')]),
  );
  const settings = parseIotSettings({ ...config, ...inFolder, endpoint: stack.outputs.IotCredentialsEndpoint }, 'test');
  const credentials = await openIotCredentials({ settings, system: realSystem });
  closing.push(credentials.close);
  return credentials;
}

const send = async (credentials: DeviceCredentials, streamName: string, create: boolean, startMs = START) =>
  runProducer({
    source: await FileSource.open({ location: FIXTURE, speed: 'max', loop: false, startMs, system: realSystem }),
    streamName,
    region: 'us-east-1',
    endpoint: stack.url,
    credentials: credentials.provide,
    ...(create ? { createStream: { retentionHours: 24 } } : {}),
    settings: { firstRetryMs: 10, longestRetryMs: 20 },
    system: realSystem,
  });

async function countFragments(streamName: string): Promise<number> {
  const client = new KinesisVideoArchivedMediaClient({
    endpoint: stack.url,
    region: 'us-east-1',
    credentials: admin,
  });
  const { Fragments = [] } = await client.send(
    new ListFragmentsCommand({ StreamName: streamName, FragmentSelector: EVER }),
  );
  client.destroy();
  return Fragments.length;
}

/** A request to the HTTP API, signed by a device: its status. */
async function report(credentials: DeviceCredentials, thing: string): Promise<number> {
  const url = new URL(`${stack.outputs.ApiUrl}/iam/v1/devices/${thing}/segments`);
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await credentials.provide();
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    sha256: Sha256,
  });
  const body = JSON.stringify({
    clientID: `${thing}-1`,
    deviceID: thing,
    streamName: thing,
    begTime: String(START),
    endTime: String(START + 20_000),
    duration: '20',
  });
  const { headers } = await signer.sign({
    method: 'PUT',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  const { host: _, ...rest } = headers;
  const response = await fetch(url, { method: 'PUT', headers: rest, body });
  await response.text();
  return response.status;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-devices-'));
  await startWithAuth();
  const client = new KinesisVideoClient({ endpoint: stack.url, region: 'us-east-1', credentials: admin });
  await client.send(new CreateStreamCommand({ StreamName: 'back', DataRetentionInHours: 24 }));
  client.destroy();
}, 900_000);

afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await stack.close();
  await rm(dir, { recursive: true, force: true });
});

test('a device is enrolled once, by name, and nobody but its owner may read its key', async () => {
  const enrolled = await enrol('front', 'front', '--json');
  const again = await enrol('front', 'front2');
  const others = await enrol('back', 'front');

  expect([enrolled.code, JSON.parse(enrolled.stdout)]).toEqual([
    0,
    { thing: 'front', config: join(dir, 'front', 'device.json') },
  ]);
  expect([again.code, again.stderr]).toEqual([expect.any(Number), expect.stringContaining('a thing front already')]);
  expect([others.code, others.stderr]).toEqual([2, expect.stringContaining('is there already')]);
  expect((await stat(join(dir, 'front', 'device.key'))).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(join(dir, 'front', 'device.json'), 'utf8'))).toMatchObject({
    endpoint: stack.outputs.IotCredentialsEndpoint,
    roleAlias: 'kvs-archiver-local-device',
    thing: 'front',
    region: 'us-east-1',
    endpointUrl: stack.url,
  });
}, 300_000);

test('it makes its own stream and sends to it, and is refused on another', async () => {
  const credentials = await credentialsOf('front');

  const sent = await send(credentials, 'front', true);
  const elsewhere = await send(credentials, 'back', false).catch((error: unknown) => error);
  const made = await send(credentials, 'side', true).catch((error: unknown) => error);

  expect([sent.persisted, sent.dropped, await countFragments('front')]).toEqual([sent.persisted, 0, sent.persisted]);
  expect(sent.persisted).toBeGreaterThan(0);
  expect(elsewhere).toMatchObject({
    kind: 'AccessDenied',
    message: expect.stringMatching(/assumed-role\/kvs-archiver-local-DeviceRole\/[0-9a-f]{64} is not authorized/),
  });
  expect(made).toMatchObject({ kind: 'AccessDenied' });
  expect(await countFragments('back')).toBe(0);
}, 300_000);

test('it reports its own segments, not those of another, and writes pictures only below its name', async () => {
  const credentials = await credentialsOf('front');
  const s3 = new S3Client({
    endpoint: stack.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: credentials.provide,
    maxAttempts: 1,
  });
  const put = (Key: string) =>
    s3.send(new PutObjectCommand({ Bucket: stack.outputs.ImagesBucketName, Key, Body: 'x' })).then(
      () => 'stored',
      (error: Error) => error.name,
    );

  expect([await report(credentials, 'front'), await report(credentials, 'back')]).toEqual([200, 403]);
  expect([await put('images/front/a.jpg'), await put('images/back/a.jpg'), await put('a.jpg')]).toEqual([
    'stored',
    'AccessDenied',
    'AccessDenied',
  ]);
  s3.destroy();
}, 300_000);

test('the whole way by the command line: enrolled, recorded, stored', async () => {
  await enrol('yard', 'yard');

  const ran = await cli(
    {},
    ...['device', 'run', '--iot-config', join(dir, 'yard', 'device.json'), '--source', FIXTURE],
    ...['--speed', 'max', '--start', '2025-06-01T10:00:00Z', '--create', '--json'],
  );

  expect([ran.code, ran.stderr]).toEqual([0, expect.not.stringContaining('lost')]);
  expect(JSON.parse(ran.stdout)).toMatchObject({ streamName: 'yard', dropped: 0, unpersisted: 0 });
  expect(await countFragments('yard')).toBeGreaterThan(0);
}, 300_000);

test('credentials that have ended, or come without their token, are refused as such', async () => {
  const credentials = await credentialsOf('front');
  const { accessKeyId, secretAccessKey, sessionToken = '' } = await credentials.provide();
  const list = async (given: object, systemClockOffset: number): Promise<string> => {
    const client = new KinesisVideoArchivedMediaClient({
      endpoint: stack.url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey, ...given },
      systemClockOffset,
      maxAttempts: 1,
    });
    const told = await client.send(new ListFragmentsCommand({ StreamName: 'front', FragmentSelector: EVER })).then(
      () => 'listed',
      (error: Error) => error.name,
    );
    client.destroy();
    return told;
  };

  const bare = await list({}, 0);
  const another = await list({ sessionToken: `${sessionToken}x` }, 0);
  // By the stack's clock, so that it is not the time of the signature which is refused.
  hourAhead = true;
  const ended = await list({ sessionToken }, 3_601_000);
  hourAhead = false;

  expect([bare, another, ended]).toEqual([
    'UnrecognizedClientException',
    'UnrecognizedClientException',
    'ExpiredTokenException',
  ]);
  // To list is what no device may.
  expect(await list({ sessionToken }, 0)).toBe('AccessDeniedException');
}, 300_000);

test('after a restart the credentials are still good, and what a role alone was not granted stays refused', async () => {
  const credentials = await credentialsOf('front');
  await credentials.provide();
  await stack.close();
  await startWithAuth();

  const sent = await send(credentials, 'front', false, START + 3_600_000);

  expect(sent).toMatchObject({ dropped: 0, unpersisted: 0 });
  const response = await fetch(`${stack.url}/_local/permissions`);
  const { items } = (await response.json()) as { items: RoleUse[] };
  const device = items.find(({ role }) => role === 'DeviceRole');
  expect(device?.refused).toEqual([]);
  expect(device?.grants.filter(({ uses }) => uses > 0).map(({ action }) => action)).toEqual([
    'kinesisvideo:DescribeStream',
    'kinesisvideo:GetDataEndpoint',
    'kinesisvideo:PutMedia',
  ]);
}, 300_000);

test('a certificate that is taken back gets nothing more', async () => {
  const credentials = await credentialsOf('yard');
  const { status } = await fetch(`${stack.url}/_local/things/yard`, { method: 'DELETE' });

  expect(status).toBe(204);
  await expect(credentials.provide()).rejects.toMatchObject({
    kind: 'AccessDenied',
    message: expect.stringContaining('the certificate has to be ACTIVE'),
  });
}, 300_000);
