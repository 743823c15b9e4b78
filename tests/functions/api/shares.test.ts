import { openLink } from '../../../core/links/openLink.ts';
import { openPackageLink } from '../../../core/links/packageLink.ts';
import { signingKey } from '../../../core/links/SigningKey.ts';
import type { PackageRecord, PackageSource } from '../../../core/packages/Package.ts';
import type { PackageEnd } from '../../../core/ports/packageStore.ts';
import { makeShare, openShare, parseShareRequest, type SharePorts } from '../../../functions/api/steps/shares.ts';
import { MemoryExportStore } from '../../simulation/memory/MemoryExportStore.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { MemoryObjectLinks } from '../../simulation/memory/MemoryObjectLinks.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { MemoryPackageStore } from '../../simulation/memory/MemoryPackageStore.ts';
import { MemoryShareStore } from '../../simulation/memory/MemoryShareStore.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 21, 12);
const KEY = signingKey(Buffer.alloc(32, 7));

function world() {
  const time = { now: START };
  let drawn = 0;
  const shares = new MemoryShareStore();
  const packages = new MemoryPackageStore();
  const ports: SharePorts = {
    shares,
    exports: new MemoryExportStore(),
    packages,
    names: { arnsOf: async (name) => (name === 'door' ? ['arn'] : []) },
    ledger: new MemoryLedger(),
    links: new MemoryObjectLinks(new MemoryObjectStore(), () => time.now),
    keys: { keys: async () => [KEY] },
    system: {
      clock: { now: () => time.now, sleep: async () => undefined },
      random: {
        fraction: () => 0,
        uuid: () => 'x',
        bytes: (count) => Uint8Array.from({ length: count }, () => (drawn = (drawn * 31 + 17) % 251)),
      },
    },
    exportDays: 7,
    frontUrl: 'https://front.example',
  };
  const share = async (more: object = {}) => {
    const asked = { stream: 'door', from: START - HOUR, to: START, ...more };
    const made = await makeShare(await parseShareRequest(asked, ports), 'anna', ports);
    return { ...made, link: String(made.url).split('/').at(-1) ?? '', shareId: String(made.shareId) };
  };
  return { time, ports, shares, packages, share };
}

const open = async (link: string | undefined, ports: SharePorts, password?: string) =>
  openShare(link, { password }, ports);

test('a link leads to a playlist whose own link ends with the share, or an hour behind its footage', async () => {
  const { ports, share, time } = world();
  const long = await share({ expiresIn: 86_400 });
  const short = await share({ expiresIn: 600 });

  const tokens = await Promise.all(
    [long, short].map(async ({ link }) => {
      const opened = await open(link, ports);
      const location = opened === 'password' ? '' : opened.location;
      expect(location).toMatch(/^https:\/\/front\.example\/archive\/[^/]+\/index\.m3u8$/);
      return openLink([KEY], location.split('/')[4] ?? '', time.now, 'archive');
    }),
  );

  expect(tokens.map(({ stream, fromMs, toMs, expiresMs }) => [stream, fromMs, toMs, expiresMs])).toEqual([
    ['door', START - HOUR, START, START + 2 * HOUR],
    ['door', START - HOUR, START, START + 600_000],
  ]);
});

test('past its time it is expired, taken back it is nothing, and neither says of what', async () => {
  const { ports, share, shares, time } = world();
  const { link, shareId } = await share({ expiresIn: 60 });
  time.now += 60_000;
  await expect(open(link, ports)).rejects.toMatchObject({ kind: 'Expired', message: 'this link is past its time' });

  await shares.revoke(shareId, time.now);

  await expect(open(link, ports)).rejects.toMatchObject({ kind: 'NotFound', message: 'this link does not open' });
});

test('a link altered in any one character opens nothing, nor does what is no link', async () => {
  const { ports, share } = world();
  const { link } = await share();
  for (let at = 0; at < link.length; at++) {
    const other = link[at] === 'A' ? 'B' : 'A';
    const altered = link.slice(0, at) + other + link.slice(at + 1);
    await expect(open(altered, ports)).rejects.toMatchObject({ kind: 'NotFound', message: 'this link does not open' });
  }
  for (const nothing of [undefined, '', '.', `${link}A`, link.slice(1), '../../x', link.replace('.', '/')]) {
    await expect(open(nothing, ports)).rejects.toMatchObject({ kind: 'NotFound' });
  }
});

test('only hashes are kept', async () => {
  const { share, shares } = world();
  const { link } = await share({ password: 'open sesame' });

  const kept = JSON.stringify([...shares.shares.values()]);

  expect(kept).not.toContain(link.split('.')[1]);
  expect(kept).not.toContain('sesame');
});

test('a password is asked for, and wrong ones close the link in the end', async () => {
  const { ports, share, shares } = world();
  const { link, shareId } = await share({ password: 'open sesame' });

  expect(await open(link, ports)).toBe('password');
  expect(await open(link, ports, 'open simsim')).toBe('password');
  expect(await open(link, ports, 'open sesame')).toMatchObject({ location: expect.any(String) });
  expect(await shares.get(shareId)).toMatchObject({ opened: 1, refused: 1 });

  for (let wrong = 1; wrong < 100; wrong++) await shares.noteRefused(shareId);
  await expect(open(link, ports, 'open sesame')).rejects.toMatchObject({ kind: 'NotFound' });
});

test.each<[object, string]>([
  [{}, 'stream'],
  [{ stream: 'door' }, 'from'],
  [{ stream: 'door', from: START }, 'to'],
  [{ stream: 'door', from: START, to: START }, 'from'],
  [{ stream: 'door', from: START - 8 * 24 * HOUR, to: START }, 'to'],
  [{ stream: 'door', exportId: 'x', from: 1, to: 2 }, 'stream'],
  [{ exportId: 'x', from: 1 }, 'from'],
  [{ exportId: '../x' }, 'exportId'],
  [{ clipId: 'x' }, 'clipId'],
  [{ stream: 'door', from: 1, to: 2, expiresIn: 5 }, 'expiresIn'],
  [{ stream: 'door', from: 1, to: 2, expiresAt: 5 }, 'expiresAt'],
  [{ stream: 'door', from: 1, to: 2, expiresAt: START + 400 * 24 * HOUR }, 'expiresAt'],
  [{ stream: 'door', from: 1, to: 2, expiresIn: 60, expiresAt: START + HOUR }, 'expiresAt'],
  [{ stream: 'door', from: 1, to: 2, password: 'short' }, 'password'],
])('%j is refused by %s', async (asked, field) => {
  await expect(parseShareRequest(asked, world().ports)).rejects.toMatchObject({
    kind: 'InvalidInput',
    message: expect.stringMatching(new RegExp(`^${field}: `)),
  });
});

describe('of a package', () => {
  const ID = 'package-0123456789abcdef01234567';
  const asked = { stream: undefined, from: undefined, to: undefined, packageId: ID };

  async function packaged(source: PackageSource, end: PackageEnd = { status: 'COMPLETE', durationMs: 2 * HOUR }) {
    const all = world();
    const record: PackageRecord = {
      packageId: ID,
      version: 1,
      createdMs: START,
      source,
      status: 'SUBMITTED',
      percent: 0,
      asked: 'auto',
      segmentSeconds: 6,
    };
    await all.packages.put(record);
    await all.packages.end(ID, end, START);
    return all;
  }
  const upload: PackageSource = { kind: 'upload', bucket: 'staging', key: 'uploads/a.mp4', fileName: 'a.mp4' };
  const footage: PackageSource = { kind: 'archive', streamName: 'door', fromMs: START - HOUR, toMs: START };

  test('a link leads to its player, for those it is for, and ends with the share or when it is played', async () => {
    const { ports, share, time } = await packaged(upload);
    const long = await share({ ...asked, expiresIn: 86_400, ip: '203.0.113.0/24' });
    const short = await share({ ...asked, expiresIn: 600 });

    const links = await Promise.all(
      [long, short].map(async ({ link }) => {
        const opened = await open(link, ports);
        const [, token = ''] =
          /^https:\/\/front\.example\/archive\/packages\/([^/]+)\/index\.m3u8$/.exec(
            opened === 'password' ? '' : opened.location,
          ) ?? [];
        return openPackageLink([KEY], token, time.now);
      }),
    );

    const link = { packageId: ID, frontUrl: 'https://front.example' };
    expect(links).toEqual([
      { ...link, ip: '203.0.113.0/24', expiresMs: START + 3 * HOUR },
      { ...link, expiresMs: START + 600_000 },
    ]);
    expect(long).toMatchObject({ kind: 'package', packageId: ID, ip: '203.0.113.0/24' });
    expect(long).not.toHaveProperty('streamName');
  });

  test('is of the stream that it was made of', async () => {
    const { share } = await packaged(footage);

    expect(await share(asked)).toMatchObject({ kind: 'package', streamName: 'door' });
  });

  test('opens nothing once it is taken back, past its time, or once the package is gone', async () => {
    const { ports, share, shares, packages, time } = await packaged(upload);
    const [back, over, gone] = [await share(asked), await share({ ...asked, expiresIn: 60 }), await share(asked)];

    await shares.revoke(back.shareId, START);
    await expect(open(back.link, ports)).rejects.toMatchObject({ kind: 'NotFound' });
    time.now += 60_000;
    await expect(open(over.link, ports)).rejects.toMatchObject({ kind: 'Expired' });
    await packages.delete(ID);
    await expect(open(gone.link, ports)).rejects.toMatchObject({ kind: 'NotFound' });
  });

  test.each<[string, object, PackageEnd | undefined, object]>([
    ['of no package', { packageId: 'package-none' }, undefined, { kind: 'NotFound' }],
    ['of one that failed', {}, { status: 'ERROR', error: { code: 'X', message: 'y' } }, { kind: 'Conflict' }],
    ['beside a stream', { stream: 'door' }, undefined, { kind: 'InvalidInput', details: { field: 'stream' } }],
    ['for a name', { ip: 'localhost' }, undefined, { kind: 'InvalidInput', details: { field: 'ip' } }],
    ['for an address of IPv6', { ip: '2001:db8::1' }, undefined, { kind: 'InvalidInput' }],
    ['for a block of 33 bits', { ip: '10.0.0.0/33' }, undefined, { kind: 'InvalidInput' }],
    ['for no byte', { ip: '10.0.0.256' }, undefined, { kind: 'InvalidInput' }],
  ])('is none %s', async (_, more, end, expected) => {
    const { share } = await packaged(upload, end);

    await expect(share({ ...asked, ...more })).rejects.toMatchObject(expected);
  });
});
