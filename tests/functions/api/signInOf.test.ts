import { signInOf } from '../../../functions/api/steps/signInOf.ts';

const issuer = 'https://issuer.example';
const scopes = ['openid', 'kvs-archiver/read', 'kvs-archiver/export', 'kvs-archiver/manage'];

test.each([
  ['nobody signs in without an issuer', { issuer: '', clientId: '', audience: [''] }, undefined],
  ['nor without a client', { issuer, clientId: '', audience: ['api'] }, undefined],
  [
    'tokens for the client itself need no audience',
    { issuer, clientId: 'c', audience: ['c'] },
    { issuer, clientId: 'c', scopes },
  ],
  [
    'those for the API do',
    { issuer, clientId: 'c', audience: ['api'] },
    { issuer, clientId: 'c', audience: 'api', scopes },
  ],
  [
    'one of several that is the client',
    { issuer, clientId: 'c', audience: ['api', 'c'] },
    { issuer, clientId: 'c', scopes },
  ],
])('%s', (_, settings, expected) => {
  expect(signInOf(settings)).toEqual(expected);
});
