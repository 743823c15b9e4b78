import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { enrolByAwsCli } from '../../../cli/device/enrolByAwsCli.ts';
import { parseIotSettings } from '../../../device/credentials/IotSettings.ts';

/** Stands for the AWS CLI: notes what it is called with, and answers as the CLI does with `--output text`. */
const AWS = `#!/bin/sh
printf '%s|' "$AWS_REGION" "$@" >> "$CALLS"; echo >> "$CALLS"
case "$2" in
  create-keys-and-certificate)
    echo CERTIFICATE > "$5"; echo KEY > "$7"; echo arn:aws:iot:eu-west-1:123456789012:cert/abc ;;
  describe-endpoint) echo c1.credentials.iot.eu-west-1.amazonaws.com ;;
  describe-stream) exit 254 ;;
esac
`;
const OUTPUTS = {
  DeviceRoleAlias: 'kvs-archiver-prod-device',
  DevicePolicyName: 'kvs-archiver-prod-device',
  ApiUrl: 'https://x.execute-api.eu-west-1.amazonaws.com',
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-enrol-'));
  await writeFile(join(dir, 'aws'), AWS);
  await chmod(join(dir, 'aws'), 0o755);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const run = (script: string) =>
  spawnSync('sh', [], {
    input: script,
    encoding: 'utf8',
    cwd: dir,
    env: { PATH: `${dir}${delimiter}${process.env.PATH ?? ''}`, CALLS: join(dir, 'calls') },
  });

test('the script makes the thing, its certificate and its stream, and writes what the device reads', async () => {
  // A folder that a shell would make something of.
  const out = join(dir, "a b'; $(touch spoilt)");
  const script = enrolByAwsCli({ thing: 'front-door', out, region: 'eu-west-1', outputs: OUTPUTS });

  const { status, stderr } = run(script);

  expect([status, stderr]).toEqual([0, '']);
  const calls = (await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n');
  expect(calls.map((call) => call.split('|').slice(0, 3).join(' '))).toEqual([
    'eu-west-1 iot create-thing',
    'eu-west-1 iot create-keys-and-certificate',
    'eu-west-1 iot attach-thing-principal',
    'eu-west-1 iot attach-policy',
    'eu-west-1 iot describe-endpoint',
    'eu-west-1 kinesisvideo describe-stream',
    'eu-west-1 kinesisvideo create-stream',
  ]);
  expect(calls[3]).toContain(
    '|--policy-name|kvs-archiver-prod-device|--target|arn:aws:iot:eu-west-1:123456789012:cert/abc|',
  );
  const settings = parseIotSettings(JSON.parse(await readFile(join(out, 'device.json'), 'utf8')), 'device.json');
  expect(settings).toEqual({
    endpoint: 'c1.credentials.iot.eu-west-1.amazonaws.com',
    certificate: 'device.pem',
    key: 'device.key',
    roleAlias: 'kvs-archiver-prod-device',
    thing: 'front-door',
    region: 'eu-west-1',
    apiUrl: OUTPUTS.ApiUrl,
  });
  expect((await stat(join(out, 'device.key'))).mode & 0o077).toBe(0);
  await expect(stat(join(dir, 'spoilt'))).rejects.toThrow('ENOENT');
});

test('a key that is there is not written over, and nothing is asked of AWS', async () => {
  await writeFile(join(dir, 'device.key'), 'OLD');

  const { status, stderr } = run(enrolByAwsCli({ thing: 't', out: dir, region: 'eu-west-1', outputs: OUTPUTS }));

  expect([status, stderr]).toEqual([1, `${dir}/device.key is there already\n`]);
  expect(await readFile(join(dir, 'device.key'), 'utf8')).toBe('OLD');
  await expect(stat(join(dir, 'calls'))).rejects.toThrow('ENOENT');
});

test('what fails ends it: no folder that looks whole', async () => {
  await writeFile(join(dir, 'aws'), '#!/bin/sh\nexit 255\n');

  expect(run(enrolByAwsCli({ thing: 't', out: join(dir, 'out'), region: 'r', outputs: OUTPUTS })).status).not.toBe(0);
  await expect(stat(join(dir, 'out', 'device.json'))).rejects.toThrow('ENOENT');
});

test('a stack of before there were devices', () => {
  expect(() => enrolByAwsCli({ thing: 't', out: dir, region: 'r', outputs: {} })).toThrow('deploy it again');
});
