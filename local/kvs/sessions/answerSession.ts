import type { IncomingMessage } from 'node:http';
import { KvsError } from '../kvsError.ts';
import { type AnsweredCall, MediaResponse } from '../playback/MediaResponse.ts';
import type { SessionAction } from './actions/SessionAction.ts';
import { ACTIONS_BY_PATH } from './actions/table.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** What a player's request is for; undefined for a request that is none. */
export function sessionActionOf({ method = '', url = '' }: IncomingMessage): SessionAction | undefined {
  return METHODS.includes(method) ? ACTIONS_BY_PATH.get(url.split('?', 1)[0] ?? '') : undefined;
}

/**
 * Answers a player's request for something of a session. Assumed: web pages of any origin may play it (players in pages
 * do so with the real service), playlists are not kept by caches, and fragments are not handed out in ranges.
 * @throws KvsError AccessDeniedException, ResourceNotFoundException, ClientLimitExceededException, InvalidArgumentException,
 *   and what the media gives rise to
 */
export async function answerSession(
  action: SessionAction,
  call: AnsweredCall & { readonly request: IncomingMessage },
): Promise<void> {
  const { context, request, response } = call;
  response.setHeader('access-control-allow-origin', '*');
  if (request.method === 'OPTIONS') {
    response.setHeader('access-control-allow-methods', METHODS.join(', '));
    response.setHeader('access-control-allow-headers', '*');
    response.writeHead(204).end();
    return;
  }
  const [path = '', ...rest] = (request.url ?? '').split('?');
  const query = new URLSearchParams(rest.join('?'));
  const protocol = action.paths.hls === path ? 'hls' : 'dash';
  const token = query.get('SessionToken') ?? undefined;
  const session = context.sessions.find(token, protocol);
  const { container } = session.terms;
  if (action.container !== undefined && action.container !== container) {
    throw new KvsError('InvalidArgumentException', `The session is not for ${action.name}: it has ${container}.`);
  }
  if (context.settings().quotas === 'aws') session.takeRate(action.name, action.perSecond);
  session.stream.points.charge(action.charge(session.terms));
  const { contentType, parts, changes } = await action.run({ session, token: token ?? '', query });
  if (changes) response.setHeader('cache-control', 'no-cache');
  const answer = new MediaResponse(call);
  answer.begin(
    contentType,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  if (request.method !== 'HEAD') for (const part of parts) await answer.write(part);
  answer.end();
}
