import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readIotOptions } from '../../../cli/device/iotOptions.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-iot-options-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const STORED = { endpoint: 'h.example', certificate: 'device.pem', key: '/etc/device.key', roleAlias: 'a', thing: 't' };

async function stored(text: string | object): Promise<string> {
  const path = join(dir, 'device.json');
  await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text));
  return path;
}

test('no sign of a certificate: credentials come another way', async () => {
  expect(await readIotOptions({})).toBeUndefined();
});

test("a file's paths are relative to it; options win over it, their paths being relative to where one is", async () => {
  const path = await stored(STORED);

  expect(await readIotOptions({ iotConfig: relative(process.cwd(), path) })).toEqual({
    ...STORED,
    certificate: join(dir, 'device.pem'),
  });
  expect(await readIotOptions({ iotConfig: path, iotCert: 'other.pem', thing: 'u' })).toEqual({
    ...STORED,
    certificate: 'other.pem',
    thing: 'u',
  });
});

test('options alone; what is missing is named by its option', async () => {
  const options = { iotEndpoint: 'h.example', iotCert: 'c', iotKey: 'k', roleAlias: 'a', thing: 't' };

  expect(await readIotOptions(options)).toEqual({
    endpoint: 'h.example',
    certificate: 'c',
    key: 'k',
    roleAlias: 'a',
    thing: 't',
  });
  await expect(readIotOptions({ thing: 't' })).rejects.toThrow(
    'credentials by a certificate: --iot-endpoint is missing or no text; --iot-cert is missing or no text; ' +
      '--iot-key is missing or no text; --role-alias is missing or no text',
  );
});

test.each<[string, string | object, string]>([
  ['no JSON', '{"key": "SECRET', 'is no JSON object'],
  ['a list', '[]', 'is no JSON object'],
  ['a field too many', { ...STORED, secret: 'SECRET' }, 'secret: there is no such field'],
  ['a field of another kind', { ...STORED, key: 1 }, 'key is missing or no text'],
])('a file with %s', async (_name, text, message) => {
  const path = await stored(text);

  const error: unknown = await readIotOptions({ iotConfig: path }).catch((cause: unknown) => cause);

  expect(error).toMatchObject({ kind: 'InvalidInput', message: expect.stringContaining(message) });
  expect(String((error as Error).stack)).not.toContain('SECRET');
});

test('a file that is not there', async () => {
  await expect(readIotOptions({ iotConfig: join(dir, 'none') })).rejects.toThrow('none is not there');
});
