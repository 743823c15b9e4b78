import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto';
import { authorizeToken, type TokenRules } from '../../../local/httpapi/authorizeToken.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const SECONDS = NOW / 1000;
const RULES: TokenRules = {
  issuer: 'https://issuer.example.com/pool',
  audience: ['console', 'player'],
  scopes: ['kvs-archiver/read'],
};
const CLAIMS = {
  iss: RULES.issuer,
  aud: 'console',
  sub: 'anna',
  scope: 'openid kvs-archiver/read',
  iat: SECONDS - 10,
  nbf: SECONDS - 10,
  exp: SECONDS + 60,
};

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const KEYS = new Map([privateKey, elliptic].map((key, index) => [['one', 'curve'][index], createPublicKey(key)]));

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token made by hand: forgers do not use libraries that hold them back. */
function token(
  claims: object = CLAIMS,
  header: object = { alg: 'RS256', kid: 'one' },
  sign: (text: string) => string = (text) => signed(text, privateKey),
): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign(text)}`;
}

const signed = (text: string, key: KeyObject): string =>
  signWith('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

const decide = (header: string | undefined, rules = RULES) =>
  authorizeToken(header, rules, (kid) => KEYS.get(kid), NOW);

test.each([
  ['a token', token()],
  ['with its scheme', `Bearer ${token()}`],
  ['with another of the audiences', token({ ...CLAIMS, aud: ['x', 'player'] })],
  ['for a client, without an audience', token({ ...CLAIMS, aud: undefined, client_id: 'player' })],
  ['with `scp` in place of `scope`', token({ ...CLAIMS, scope: undefined, scp: ['kvs-archiver/read'] })],
])('%s passes', (_what, header) => {
  expect(decide(header)).toMatchObject({ ok: true, claims: { sub: 'anna', exp: String(SECONDS + 60) } });
});

test('claims come as texts, a list in brackets', () => {
  const decision = decide(token({ ...CLAIMS, 'kvs-archiver/streams': ['front', 'back'], act: { sub: 'b' } }));

  expect(decision).toMatchObject({
    ok: true,
    claims: { 'kvs-archiver/streams': '[front back]', act: '{"sub":"b"}' },
  });
});

const [head = '', , signature = ''] = token().split('.');
const publicText = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
const withHmac = (text: string): string => createHmac('sha256', publicText).update(text).digest('base64url');

test.each<[string, string | undefined, string]>([
  ['no token', undefined, 'Bearer'],
  ['an empty one', 'Bearer ', 'Bearer'],
  ['words', 'Bearer open sesame', 'the token is malformed'],
  ['two parts', token().split('.').slice(0, 2).join('.'), 'the signature is invalid'],
  [
    'an AWS signature',
    'AWS4-HMAC-SHA256 Credential=AKIA/20260101/r/execute-api/aws4_request',
    'the token is malformed',
  ],
  ['another key', token(CLAIMS, undefined, (text) => signed(text, other)), 'the signature is invalid'],
  ['an altered payload', `${head}.${encoded({ ...CLAIMS, sub: 'eve' })}.${signature}`, 'the signature is invalid'],
  ['alg none', token(CLAIMS, { alg: 'none' }, () => ''), 'the signing method is invalid'],
  [
    'alg none with the key’s name',
    token(CLAIMS, { alg: 'none', kid: 'one' }, () => ''),
    'the signing method is invalid',
  ],
  [
    'the public key as a shared one',
    token(CLAIMS, { alg: 'HS256', kid: 'one' }, withHmac),
    'the signing method is invalid',
  ],
  [
    'an elliptic key',
    token(CLAIMS, { alg: 'ES256', kid: 'curve' }, (text) => signed(text, elliptic)),
    'the signing method is invalid',
  ],
  ['a key that is not known', token(CLAIMS, { alg: 'RS256', kid: 'two' }), 'the key of the token is not known'],
  ['no key', token(CLAIMS, { alg: 'RS256' }), 'the key of the token is not known'],
  [
    'a key of its own',
    token(CLAIMS, { alg: 'RS256', jwk: createPublicKey(other).export({ format: 'jwk' }) }, (text) =>
      signed(text, other),
    ),
    'the key of the token is not known',
  ],
  ['another issuer', token({ ...CLAIMS, iss: `${RULES.issuer}/` }), 'the token does not have a valid issuer'],
  ['no issuer', token({ ...CLAIMS, iss: undefined }), 'the token does not have a valid issuer'],
  ['another audience', token({ ...CLAIMS, aud: 'shop' }), 'the token does not have a valid audience'],
  [
    'another audience, and our client',
    token({ ...CLAIMS, aud: 'shop', client_id: 'player' }),
    'the token does not have a valid audience',
  ],
  ['no audience', token({ ...CLAIMS, aud: undefined }), 'the token does not have a valid audience'],
  ['past its time by nothing', token({ ...CLAIMS, exp: SECONDS }), 'the token has expired'],
  ['no end', token({ ...CLAIMS, exp: undefined }), 'the token has no end'],
  ['not valid yet', token({ ...CLAIMS, nbf: SECONDS + 1 }), 'the token is not valid yet'],
  ['issued tomorrow', token({ ...CLAIMS, iat: SECONDS + 1 }), 'the token was issued in the future'],
])('%s is 401', (_what, header, description) => {
  const decision = decide(header);

  expect(decision).toMatchObject({ ok: false, answer: { status: 401 } });
  if (decision.ok) return;
  expect(decision.answer.body.toString()).toBe('{"message":"Unauthorized"}');
  expect(decision.answer.headers['www-authenticate']).toBe(
    description === 'Bearer' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${description}"`,
  );
});

test.each([
  ['another scope', { scope: 'kvs-archiver/export' }],
  ['a longer one', { scope: 'kvs-archiver/reader' }],
  ['none', { scope: undefined }],
  ['a number', { scope: 7 }],
])('%s is 403', (_what, change) => {
  const decision = decide(token({ ...CLAIMS, ...change }));

  expect(decision).toMatchObject({ ok: false, answer: { status: 403 } });
  if (decision.ok) return;
  expect(decision.answer.body.toString()).toBe('{"message":"Forbidden"}');
  expect(decision.answer.headers['www-authenticate']).toMatch(
    /^Bearer scope="kvs-archiver\/read" error="insufficient_scope"/,
  );
});

test('a token that is past its time and lacks the scope is 401: who asks again with a new one learns the rest', () => {
  expect(decide(token({ ...CLAIMS, exp: SECONDS - 1, scope: '' }))).toMatchObject({ answer: { status: 401 } });
});
