import { respond } from './respond.ts';

/** That the API answers; open to everybody, so it asks nothing and says nothing of what is behind it. */
export const handler = respond({
  'GET /v1/health': () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
});
