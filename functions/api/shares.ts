import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { days, setting } from '../environment.ts';
import { objectLinks } from '../wiring/links.ts';
import { signingKeys } from '../wiring/secrets.ts';
import { system } from '../wiring/system.ts';
import { exportStore, ledger, packageStore, shareStore, streamNames } from '../wiring/tables.ts';
import { assertMayReach, assertMayReachNamed, mayReach } from './caller.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import { truthOf } from './steps/newestFirstRequest.ts';
import { makeShare, openShare, parseShareRequest, shareOf, showShare } from './steps/shares.ts';

const DAY_MS = 86_400_000;

const ports = {
  shares: shareStore(),
  exports: exportStore(),
  packages: packageStore(),
  names: streamNames(),
  ledger: ledger(),
  links: objectLinks(),
  keys: signingKeys(),
  system,
  exportDays: days('EXPORT_DAYS') / DAY_MS,
  frontUrl: setting('FRONT_URL'),
};

/** Links for people, and where they lead. */
export const handler = respond({
  'POST /v1/shares': async (event, caller) => {
    const given = jsonBody(event);
    // First: whether there is such a stream is not told to whoever may not reach it.
    assertMayReachNamed(caller, given);
    const request = await parseShareRequest(given, ports);
    assertMayReach(caller, request.streamName);
    const { url, ...share } = await makeShare(request, caller.subject, ports);
    return { status: 201, body: { ...share, url }, change: { ...ofStream(request), after: share } };
  },
  'GET /v1/shares': async (event, caller) => {
    const { limit, after } = pageOf(event);
    const own = truthOf(event.queryStringParameters?.own, 'own') === true ? caller.subject : undefined;
    const { items, nextToken } = await ports.shares.list(limit, after, own);
    const shown = items.filter(({ streamName }) => mayReach(caller, streamName));
    return listAnswer(
      shown.map((share) => showShare(share, system.clock.now())),
      nextToken,
    );
  },
  'DELETE /v1/shares/{id}': async (event, caller) => {
    const { shareId, streamName } = await shareOf(event.pathParameters?.id, ports);
    assertMayReach(caller, streamName);
    await ports.shares.revoke(shareId, system.clock.now());
    return { status: 204, change: { ...ofStream({ streamName }), after: { shareId, status: 'REVOKED' } } };
  },
  // Open to everybody: the link is the permission.
  'GET /v1/shared/{link}': async (event) => {
    const { file } = event.queryStringParameters ?? {};
    const opened = await openShare(event.pathParameters?.link, { password: passwordIn(event), file }, ports);
    if (opened === 'password') {
      return {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="a shared recording", charset="UTF-8"' },
        body: { error: { code: 'AccessDenied', message: 'this link asks for its password' } },
      };
    }
    return { status: 302, headers: { location: opened.location, 'referrer-policy': 'no-referrer' } };
  },
});

/** Of a package that was made of an upload there is none. */
const ofStream = ({ streamName }: { readonly streamName: string }) => (streamName === '' ? {} : { stream: streamName });

/** After the question mark, or as players send it: `https://:PASSWORD@HOST/...`. */
function passwordIn({ headers, queryStringParameters }: APIGatewayProxyEventV2): string | undefined {
  const [, encoded] = /^basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return queryStringParameters?.password;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}
