import { generateKeyPairSync } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CloudFrontSigner } from '../../../cloud/cloudfront/CloudFrontSigner.ts';
import { openPackageLink } from '../../../core/links/packageLink.ts';
import { signingKey } from '../../../core/links/SigningKey.ts';
import { linksExpireMs, packageOutputs } from '../../../functions/delivery/steps/packageOutputs.ts';
import { checkViewer } from '../../../local/front/signature/checkViewer.ts';
import { readSignedQuery } from '../../../local/front/signature/ViewerSignature.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const KEY = signingKey(Buffer.alloc(32, 7));
const NOW = Date.UTC(2026, 10, 22, 12, 34, 56);
const FRONT = 'https://front.example';
const ID = 'package-0123456789abcdef01234567';

function world() {
  const read = { times: 0, fails: 0 };
  const client = {
    send: async () => {
      read.times += 1;
      if (read.fails-- > 0) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      return { SecretString: privateKey };
    },
  };
  const signer = new CloudFrontSigner({ keyPairId: 'K2', secretId: 's' }, client as unknown as SecretsManagerClient);
  return { read, ports: { signer, keys: { keys: async () => [KEY] as const }, frontUrl: FRONT } };
}
const record = {
  packageId: ID,
  originals: [{ key: `packages/${ID}/original.mp4`, bytes: 1 }],
  pictures: { poster: true, sprite: true },
};

test('addresses of a package are signed for it until their time, and the same each time', async () => {
  const { ports, read } = world();
  const until = { expiresMs: linksExpireMs(NOW, 12), ip: '203.0.113.7' };
  const [outputs, again] = await Promise.all([
    packageOutputs(record, until, ports),
    packageOutputs(record, { ...until, expiresMs: linksExpireMs(NOW + 1000, 12) }, ports),
  ]);

  expect(again).toEqual(outputs);
  expect(read.times).toBe(1);
  expect(until.expiresMs).toBe(Date.UTC(2026, 10, 23, 1));
  const [, token = ''] = /^https:\/\/front\.example\/archive\/packages\/([^/]+)\/index\.m3u8$/.exec(outputs.hls) ?? [];
  expect(openPackageLink([KEY], token, NOW)).toEqual({ packageId: ID, frontUrl: FRONT, ...until });
  expect(outputs.sprite).toBe(`${FRONT}/archive/packages/${token}/sprite.vtt`);
  for (const [url = '', file] of [
    [outputs.original, 'original.mp4'],
    [outputs.poster, 'poster.jpg'],
  ]) {
    const [path = '', query = ''] = url.split('?');
    expect(path).toBe(`${FRONT}/packages/${ID}/${file}`);
    const { shown } = readSignedQuery(query);
    const seen = (ip: string, nowMs: number) =>
      shown && checkViewer(shown, { url: path, ip, nowMs }, [{ id: 'K2', pem: publicKey }])?.code;
    expect(seen('203.0.113.7', until.expiresMs - 1)).toBeUndefined();
    expect(seen('203.0.113.7', until.expiresMs)).toBe('AccessDenied');
    expect(seen('203.0.113.8', NOW)).toBe('AccessDenied');
  }
});

test('what was not made has no address; a key that could not be read is asked for again', async () => {
  const { ports, read } = world();
  read.fails = 1;
  const until = { expiresMs: NOW };
  const bare = { packageId: ID, pictures: { poster: false, sprite: false } };

  await expect(packageOutputs(bare, until, ports)).rejects.toMatchObject({ kind: 'Throttled' });
  expect(Object.keys(await packageOutputs(bare, until, ports))).toEqual(['hls']);
  expect(read.times).toBe(2);
});
