import { matchRoute } from '../../../local/httpapi/matchRoute.ts';
import type { HttpRoute } from '../../../local/httpapi/readRoutes.ts';

const routes = [
  'GET /v1/streams',
  'GET /v1/streams/{stream}',
  'ANY /v1/streams/{stream}',
  'GET /v1/streams/mine',
  'GET /v1/{proxy+}',
  'GET /v1/streams/{stream}/clips',
].map((routeKey): HttpRoute => {
  const [method = '', path = ''] = routeKey.split(' ');
  return {
    routeKey,
    method,
    segments: path.split('/').slice(1),
    functionArn: routeKey,
    timeoutMs: 1,
    authorization: 'NONE',
    scopes: [],
  };
});
const last: HttpRoute = {
  routeKey: '$default',
  method: 'ANY',
  segments: ['{proxy+}'],
  functionArn: 'x',
  timeoutMs: 1,
  authorization: 'NONE',
  scopes: [],
};

describe('matchRoute', () => {
  test.each<[string, string, string | undefined, Record<string, string>]>([
    ['GET', '/v1/streams', 'GET /v1/streams', {}],
    ['GET', '/v1/streams/front%20door', 'GET /v1/streams/{stream}', { stream: 'front door' }],
    ['GET', '/v1/streams/%ff', 'GET /v1/streams/{stream}', { stream: '%ff' }],
    ['GET', '/v1/streams/mine', 'GET /v1/streams/mine', {}],
    ['DELETE', '/v1/streams/mine', 'ANY /v1/streams/{stream}', { stream: 'mine' }],
    ['GET', '/v1/streams/a/clips', 'GET /v1/streams/{stream}/clips', { stream: 'a' }],
    ['GET', '/v1/other/a/b', 'GET /v1/{proxy+}', { proxy: 'other/a/b' }],
    ['GET', '/v1/streams/', 'GET /v1/{proxy+}', { proxy: 'streams/' }],
    ['POST', '/v1/other', undefined, {}],
    ['GET', '/v2', undefined, {}],
  ])('%s %s -> %s', (method, path, routeKey, parameters) => {
    const match = matchRoute(routes, method, path);
    expect(match?.route.routeKey).toBe(routeKey);
    expect(match?.pathParameters ?? {}).toEqual(parameters);
  });

  test('$default takes what nothing else does, the root too', () => {
    expect(matchRoute([...routes, last], 'POST', '/')?.route.routeKey).toBe('$default');
    expect(matchRoute([...routes, last], 'GET', '/v1/streams')?.route.routeKey).toBe('GET /v1/streams');
  });
});
