import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { type IotSettings, parseIotSettings, regionOfEndpoint } from '../../../device/credentials/IotSettings.ts';
import { readIotIdentity } from '../../../device/credentials/readIotIdentity.ts';
import { openAuthority } from '../../../local/iot/certificates/openAuthority.ts';

let dir: string;
let settings: IotSettings;
let secret: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-identity-'));
  const authority = await openAuthority(dir, realSystem);
  const own = authority.issue('front', { kind: 'client' });
  const other = authority.issue('back', { kind: 'client' });
  secret = own.privateKey.split('\n')[1] ?? '';
  const write = (name: string, text: string) => writeFile(join(dir, name), text, { mode: 0o600 });
  await write('device.pem', own.certificate);
  await write('device.key', own.privateKey);
  await write('other.key', other.privateKey);
  await write('ca.pem', authority.certificate);
  await write('empty', '');
  await write('broken.key', `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`);
  await write('large', 'x'.repeat(70_000));
  await write('locked.key', own.privateKey.replace(/PRIVATE KEY/g, 'ENCRYPTED PRIVATE KEY'));
  settings = {
    endpoint: 'x.credentials.iot.eu-west-1.amazonaws.com',
    certificate: join(dir, 'device.pem'),
    key: join(dir, 'device.key'),
    ca: join(dir, 'ca.pem'),
    roleAlias: 'cameras',
    thing: 'front',
  };
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('files that belong together are read without a word', async () => {
  const { identity, notices } = await readIotIdentity(settings, realSystem.clock.now());

  expect(notices).toEqual([]);
  expect(identity).toMatchObject({ endpoint: settings.endpoint, roleAlias: 'cameras', thingName: 'front' });
  expect(identity.privateKey).toContain(secret);
});

test('a key that others may read, and a certificate that is out of its time, are told', async () => {
  await chmod(settings.key, 0o644);
  const open = await readIotIdentity(settings, realSystem.clock.now());
  await chmod(settings.key, 0o600);

  expect(open.notices).toEqual([expect.stringContaining('(mode 644): chmod 600')]);
  expect((await readIotIdentity(settings, Date.UTC(1970, 0, 1))).notices).toEqual([
    expect.stringContaining('is not valid before'),
  ]);
  expect((await readIotIdentity(settings, Date.UTC(2100, 0, 1))).notices).toEqual([
    expect.stringContaining('has expired on'),
  ]);
});

test.each<[string, Partial<Record<'certificate' | 'key' | 'ca', string>>, string]>([
  ['no certificate', { certificate: 'none.pem' }, 'none.pem is not there'],
  ['no key', { key: 'none.key' }, 'none.key is not there'],
  ['no authority', { ca: 'none.pem' }, 'the authority'],
  ['a folder', { key: '.' }, 'is no file'],
  ['an empty certificate', { certificate: 'empty' }, 'is no certificate in PEM form'],
  ['an empty key', { key: 'empty' }, 'is no private key in PEM form'],
  ['a broken key', { key: 'broken.key' }, 'is no private key in PEM form'],
  ['something large', { certificate: 'large' }, '70000 bytes long'],
  ['certificate and key mixed up', { certificate: 'device.key', key: 'device.pem' }, 'holds a private key'],
  ['a certificate for a key', { key: 'device.pem' }, 'holds a certificate, no private key'],
  ["another's key", { key: 'other.key' }, 'is not the one of the certificate'],
  ['a key with a passphrase', { key: 'locked.key' }, 'has a passphrase'],
  ['no authority in it', { ca: 'empty' }, 'the authority'],
])('%s is told, and nothing of a key', async (_name, change, message) => {
  const paths = Object.fromEntries(Object.entries(change).map(([name, file]) => [name, join(dir, file)]));

  const error: unknown = await readIotIdentity({ ...settings, ...paths }, realSystem.clock.now()).catch(
    (cause: unknown) => cause,
  );

  expect(error).toMatchObject({ kind: 'InvalidInput', message: expect.stringContaining(message) });
  expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain(secret);
});

test('settings: an endpoint may be given as an address; each fault is named', () => {
  const given = { endpoint: 'https://h.example:8443/', certificate: 'c', key: 'k', roleAlias: 'a', thing: 't' };

  expect(parseIotSettings(given, 'f').endpoint).toBe('h.example:8443');
  expect(() => parseIotSettings({ ...given, thing: 'a b', key: undefined, more: 1 }, 'f.json')).toThrow(
    /^f\.json: (?=.*key is missing)(?=.*thing is no name of a thing)(?=.*more: there is no such field)/,
  );
  expect(() => parseIotSettings({ ...given, endpoint: 'a b' }, 'f')).toThrow('describe-endpoint');
});

test.each([
  ['c1abc.credentials.iot.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['c1abc.credentials.iot.eu-west-1.amazonaws.com:443', 'eu-west-1'],
  ['127.0.0.1:4567', undefined],
])('the Region of %s is %s', (endpoint, region) => {
  expect(regionOfEndpoint(endpoint)).toBe(region);
});
