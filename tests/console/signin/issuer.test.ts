import { authorizationUrl } from '../../../console/signin/issuer.ts';
import { base64Url, challengeOf, secret } from '../../../console/signin/pkce.ts';

test('the challenge of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('secrets are 43 characters, each another', () => {
  const some = new Set(Array.from({ length: 100 }, secret));
  expect(some.size).toBe(100);
  for (const one of some) expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(base64Url(new Uint8Array([251, 255, 254]))).toBe('-__-');
});

test.each([
  [undefined, null],
  ['https://api.example', 'https://api.example'],
])('an authorization request for audience %s', (audience, asked) => {
  const url = new URL(
    authorizationUrl(
      'https://issuer.example/authorize?tenant=1',
      { issuer: 'https://issuer.example', clientId: 'console', audience, scopes: ['openid', 'kvs-archiver/read'] },
      { redirectUri: 'https://front.example/console/', state: 's', challenge: 'c' },
    ),
  );
  expect(url.searchParams.get('audience')).toBe(asked);
  url.searchParams.delete('audience');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    tenant: '1',
    response_type: 'code',
    client_id: 'console',
    redirect_uri: 'https://front.example/console/',
    scope: 'openid kvs-archiver/read',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'S256',
  });
});
