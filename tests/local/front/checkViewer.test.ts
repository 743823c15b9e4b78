import { createSign, generateKeyPairSync } from 'node:crypto';
import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { checkViewer } from '../../../local/front/signature/checkViewer.ts';
import { readPolicy, type ViewerRequest } from '../../../local/front/signature/DeliveryCondition.ts';
import {
  readSignedCookies,
  readSignedQuery,
  type ViewerSignature,
} from '../../../local/front/signature/ViewerSignature.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const ours = pair();
const others = pair();
const KEYS = [{ id: 'K2OURS', pem: ours.publicKey }];
const NOW = Date.UTC(2026, 10, 22);
const SECOND = NOW / 1000;
const HOST = 'https://front.example';
const FILE = `${HOST}/packages/p1/hls/720p/seg-000001.m4s`;

const statement = (resource: string | undefined, condition: Record<string, unknown>): string =>
  JSON.stringify({ Statement: [{ ...(resource === undefined ? {} : { Resource: resource }), Condition: condition }] });
const lessThan = (seconds: number) => ({ DateLessThan: { 'AWS:EpochTime': seconds } });
const WILD = statement(`${HOST}/packages/p1/*`, lessThan(SECOND + 60));

const sign = (policy: string, url = FILE, { algorithm = 'SHA256' as 'SHA1' | 'SHA256', key = ours.privateKey } = {}) =>
  getSignedUrl({ url, policy, keyPairId: 'K2OURS', privateKey: key, algorithm });

/** As the front takes a request apart. */
function answer(url: string, { ip = '203.0.113.7', nowMs = NOW, cookie = '' } = {}): string {
  const at = url.indexOf('?');
  const { shown, rest } = readSignedQuery(at < 0 ? '' : url.slice(at + 1));
  const path = at < 0 ? url : url.slice(0, at);
  const request: ViewerRequest = { url: rest === '' ? path : `${path}?${rest}`, ip, nowMs };
  return checkViewer(shown ?? readSignedCookies(cookie), request, KEYS)?.code ?? 'let in';
}

/** The signature of one address on another. */
const moved = (signed: string, url: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}${signed.slice(signed.indexOf('?') + 1)}`;
const changed = (url: string, name: string, change: (value: string) => string): string =>
  url.replace(new RegExp(`([?&]${name}=)([^&]*)`), (_, before: string, value: string) => `${before}${change(value)}`);

describe('a viewer with a custom policy', () => {
  const signed = sign(WILD);

  it.each<[string, string, string]>([
    ['the file itself', signed, 'let in'],
    ['another file of the package', moved(signed, `${HOST}/packages/p1/poster.jpg`), 'let in'],
    ['with a query of its own', moved(signed, `${FILE}?v=1`), 'let in'],
    ['signed with SHA-1', sign(WILD, FILE, { algorithm: 'SHA1' }), 'let in'],
    ['another package', moved(signed, `${HOST}/packages/p2/poster.jpg`), 'AccessDenied'],
    ['a package whose name begins so', moved(signed, `${HOST}/packages/p11/poster.jpg`), 'AccessDenied'],
    ['this package in the query', moved(signed, `${HOST}/packages/p2/x?u=${HOST}/packages/p1/x`), 'AccessDenied'],
    ['another host', moved(signed, FILE.replace('front.', 'other.')), 'AccessDenied'],
    ['another scheme', moved(signed, FILE.replace('https', 'http')), 'AccessDenied'],
    ['no signature at all', FILE, 'MissingKey'],
    ['an empty key', changed(signed, 'Key-Pair-Id', () => ''), 'MissingKey'],
    ['no key', signed.replace(/&Key-Pair-Id=[^&]*/, ''), 'MissingKey'],
    ['an unknown key', changed(signed, 'Key-Pair-Id', () => 'K2OTHER'), 'InvalidKey'],
    ['no signature', signed.replace(/&Signature=[^&]*/, ''), 'AccessDenied'],
    ['no policy', signed.replace(/Policy=[^&]*&/, ''), 'MalformedPolicy'],
    ['a signature of somebody else', sign(WILD, FILE, { key: others.privateKey }), 'AccessDenied'],
    ['a signature cut short', changed(signed, 'Signature', (value) => value.slice(0, 100)), 'AccessDenied'],
    ['a signature of no bytes', changed(signed, 'Signature', () => ''), 'MalformedSignature'],
    ['a signature that is none', changed(signed, 'Signature', () => '!!'), 'MalformedSignature'],
    ['the hash not said', signed.replace('&Hash-Algorithm=SHA256', ''), 'AccessDenied'],
    ['another hash', changed(signed, 'Hash-Algorithm', () => 'MD5'), 'AccessDenied'],
    [
      'a policy that gives more',
      changed(signed, 'Policy', () =>
        Buffer.from(WILD.replace('p1/*', '*')).toString('base64url').replaceAll('=', '_'),
      ),
      'AccessDenied',
    ],
    ['a policy of no JSON', changed(signed, 'Policy', () => 'e30x'), 'MalformedPolicy'],
  ])('%s', (_, url, expected) => {
    expect(answer(url)).toBe(expected);
  });

  it('is refused with each single character of the signature changed', () => {
    const at = signed.indexOf('Signature=') + 'Signature='.length;
    const length = signed.slice(at).indexOf('&');
    const answers = Array.from({ length: length - 4 }, (_, index) => {
      const other = signed[at + index] === 'A' ? 'B' : 'A';
      return answer(signed.slice(0, at + index) + other + signed.slice(at + index + 1));
    });

    expect(length).toBe(344);
    expect(new Set(answers)).toEqual(new Set(['AccessDenied']));
  });

  it.each<[string, Record<string, unknown>, { ip?: string; nowMs?: number }, string]>([
    ['its last millisecond', lessThan(SECOND), { nowMs: NOW - 1 }, 'let in'],
    ['its time is over', lessThan(SECOND), { nowMs: NOW }, 'AccessDenied'],
    [
      'its time has begun',
      { ...lessThan(SECOND + 9), DateGreaterThan: { 'AWS:EpochTime': SECOND } },
      { nowMs: NOW + 1 },
      'let in',
    ],
    [
      'its time is to come',
      { ...lessThan(SECOND + 9), DateGreaterThan: { 'AWS:EpochTime': SECOND } },
      {},
      'AccessDenied',
    ],
    ['its address', { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '203.0.113.7/32' } }, {}, 'let in'],
    ['its block', { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '203.0.113.0/24' } }, {}, 'let in'],
    [
      'as IPv6 writes it',
      { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '203.0.113.0/24' } },
      { ip: '::ffff:203.0.113.9' },
      'let in',
    ],
    ['another address', { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '203.0.113.8' } }, {}, 'AccessDenied'],
    [
      'an address of IPv6',
      { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '0.0.0.0/0' } },
      { ip: '2001:db8::1' },
      'AccessDenied',
    ],
    [
      'a block that is none',
      { ...lessThan(SECOND + 9), IpAddress: { 'AWS:SourceIp': '203.0.113.0/33' } },
      {},
      'MalformedPolicy',
    ],
    ['no end', {}, {}, 'MalformedPolicy'],
    ['an end that is text', { DateLessThan: { 'AWS:EpochTime': '9999999999' } }, {}, 'MalformedPolicy'],
    ['an end in milliseconds', lessThan(NOW + 60_000), {}, 'MalformedPolicy'],
  ])('%s', (_, condition, from, expected) => {
    expect(answer(sign(statement(`${HOST}/packages/p1/*`, condition)), from)).toBe(expected);
  });

  it.each<[string, string | undefined, string]>([
    ['all of a kind', `${HOST}/packages/p1/hls/*.m4s`, 'let in'],
    ['any one character', `${HOST}/packages/p?/hls/720p/seg-00000?.m4s`, 'let in'],
    ['any scheme', `http*://front.example/packages/p1/*`, 'let in'],
    ['everything', undefined, 'let in'],
    ['the letter of it', FILE.toUpperCase(), 'AccessDenied'],
    ['a question mark is one character', `${HOST}/packages/p1?/hls/720p/seg-000001.m4s`, 'AccessDenied'],
  ])('for %s', (_, resource, expected) => {
    expect(answer(sign(statement(resource, lessThan(SECOND + 9))))).toBe(expected);
  });

  it('takes one statement, and no host of any name without saying so', () => {
    const one = JSON.parse(WILD).Statement[0];

    expect(readPolicy(JSON.stringify({ Statement: [one, one] }))).toBeUndefined();
    expect(readPolicy(JSON.stringify({ Statement: one }))).toBeUndefined();
    expect(readPolicy('null')).toBeUndefined();
    // Why our own policies name their host: a star is good for slashes and question marks too.
    const anyHost = sign(statement('https://*/packages/p1/*', lessThan(SECOND + 9)));
    expect(answer(moved(anyHost, `${HOST}/packages/p2/x?/packages/p1/`))).toBe('let in');
  });
});

describe('a viewer with a canned policy', () => {
  const canned = (algorithm?: 'SHA256') =>
    getSignedUrl({
      url: `${FILE}?v=1`,
      keyPairId: 'K2OURS',
      privateKey: ours.privateKey,
      dateLessThan: new Date(NOW + 60_000).toISOString(),
      ...(algorithm === undefined ? {} : { algorithm }),
    });

  it.each<[string, string, number, string]>([
    ['SHA-1', canned(), NOW, 'let in'],
    ['SHA-256', canned('SHA256'), NOW, 'let in'],
    ['past its time', canned(), NOW + 60_000, 'AccessDenied'],
    ['another time', changed(canned(), 'Expires', (value) => String(Number(value) + 1)), NOW, 'AccessDenied'],
    ['a time of milliseconds', changed(canned(), 'Expires', (value) => `${value}000`), NOW, 'MalformedPolicy'],
    ['another file', canned().replace('000001', '000002'), NOW, 'AccessDenied'],
    ['another query', canned().replace('v=1', 'v=2'), NOW, 'AccessDenied'],
    ['without its query', canned().replace('v=1&', ''), NOW, 'AccessDenied'],
  ])('%s', (_, url, nowMs, expected) => {
    expect(answer(url, { nowMs })).toBe(expected);
  });

  it('needs the hash that RSA signed with', () => {
    const policy = `{"Statement":[{"Resource":"${FILE}","Condition":{"DateLessThan":{"AWS:EpochTime":${SECOND + 60}}}}]}`;
    const signature = createSign('RSA-SHA1').update(policy).sign(ours.privateKey, 'base64');
    const shown: ViewerSignature = {
      keyPairId: 'K2OURS',
      signature: signature.replace(/[+=/]/g, (each) => ({ '+': '-', '=': '_', '/': '~' })[each] ?? each),
      policy: undefined,
      expires: String(SECOND + 60),
      hashAlgorithm: undefined,
    };
    const request = { url: FILE, ip: '203.0.113.7', nowMs: NOW };

    expect(checkViewer(shown, request, KEYS)).toBeUndefined();
    expect(checkViewer({ ...shown, hashAlgorithm: 'SHA256' }, request, KEYS)?.code).toBe('AccessDenied');
  });
});

describe('a viewer with cookies', () => {
  const cookies = (policy: string) =>
    Object.entries(getSignedCookies({ policy, keyPairId: 'K2OURS', privateKey: ours.privateKey, algorithm: 'SHA256' }))
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');

  it.each<[string, string, string, string]>([
    ['alone', FILE, `theme=dark; ${cookies(WILD)}`, 'let in'],
    ['for another path', FILE.replace('p1', 'p2'), cookies(WILD), 'AccessDenied'],
    ['none of ours', FILE, 'theme=dark', 'MissingKey'],
    ['beside a URL that is wrong', `${FILE}?Key-Pair-Id=K2OTHER`, cookies(WILD), 'InvalidKey'],
    ['beside a URL that is right', sign(WILD), 'CloudFront-Key-Pair-Id=K2OTHER', 'let in'],
  ])('%s', (_, url, cookie, expected) => {
    expect(answer(url, { cookie })).toBe(expected);
  });

  it('of a canned policy', () => {
    const given = getSignedCookies({
      url: FILE,
      keyPairId: 'K2OURS',
      privateKey: ours.privateKey,
      dateLessThan: new Date(NOW + 1000).toISOString(),
    });
    const cookie = Object.entries(given)
      .map(([name, value]) => `${name}=${value}`)
      .join(';');

    expect(answer(FILE, { cookie })).toBe('let in');
    expect(answer(FILE, { cookie, nowMs: NOW + 1000 })).toBe('AccessDenied');
  });
});
