import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { openAuthority } from '../../../local/iot/certificates/openAuthority.ts';
import { certificateIdOf, openThings } from '../../../local/iot/openThings.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-things-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = async () => {
  const authority = await openAuthority(dir, realSystem);
  return { authority, things: await openThings(join(dir, 'things'), authority, undefined, realSystem) };
};

test('a thing has a certificate of the authority, is found by it after a restart, and is gone when taken back', async () => {
  const first = await open();
  const { thing, issued } = await first.things.enrol('front');
  const second = await open();

  const certificate = new X509Certificate(issued.certificate);
  expect(second.authority.certificate).toBe(first.authority.certificate);
  expect(certificate.verify(new X509Certificate(second.authority.certificate).publicKey)).toBe(true);
  expect(thing).toEqual({ thingName: 'front', certificateId: certificateIdOf(certificate.raw) });
  expect(await second.things.ofCertificate(thing.certificateId)).toEqual(thing);
  expect(await second.things.list()).toEqual([thing]);
  await expect(second.things.enrol('front')).rejects.toMatchObject({ kind: 'Conflict' });
  expect([await second.things.remove('front'), await second.things.remove('front')]).toEqual([true, false]);
  expect(await second.things.ofCertificate(thing.certificateId)).toBeUndefined();
  // A new certificate: the old one stays worthless.
  expect((await second.things.enrol('front')).thing.certificateId).not.toBe(thing.certificateId);
});

test('no private key of a thing is kept, and the authority is for its owner alone', async () => {
  const { things } = await open();
  await things.enrol('a:b');

  expect(await readFile(join(dir, 'things', 'a%3Ab.json'), 'utf8')).not.toContain('KEY');
  expect((await stat(join(dir, 'authority.pem'))).mode & 0o777).toBe(0o600);
});

test.each(['', 'a b', '../x', 'x'.repeat(129), 'ü'])('%j is no name', async (name) => {
  const { things } = await open();

  await expect(things.enrol(name)).rejects.toMatchObject({ kind: 'InvalidInput' });
  expect(await things.find(name)).toBeUndefined();
});

test('an authority that cannot be read is told, without what is in it', async () => {
  await writeFile(join(dir, 'authority.pem'), '-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n');

  const failure = await openAuthority(dir, realSystem).catch((error: unknown) => error);

  expect(failure).toMatchObject({ kind: 'Corrupt' });
  expect(String((failure as Error).stack)).not.toContain('SECRET');
});
