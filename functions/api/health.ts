import { optionalSetting } from '../environment.ts';
import { respond } from './respond.ts';
import { signInOf } from './steps/signInOf.ts';

const signIn = signInOf({
  issuer: optionalSetting('JWT_ISSUER'),
  clientId: optionalSetting('JWT_CLIENT_ID'),
  audience: optionalSetting('JWT_AUDIENCE').split(','),
});

/** That the API answers, and where to sign in; open to everybody, so it says nothing else of what is behind it. */
export const handler = respond({
  'GET /v1/health': () =>
    Promise.resolve({ status: 200, body: { status: 'ok', ...(signIn === undefined ? {} : { signIn }) } }),
});
