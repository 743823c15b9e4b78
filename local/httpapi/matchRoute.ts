import type { HttpRoute } from './readRoutes.ts';

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parametersOf(route: HttpRoute, segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, expected] of route.segments.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(expected);
    if (greedy?.[1] !== undefined) {
      const rest = segments.slice(index);
      if (rest.length === 0 && route.routeKey !== '$default') return undefined;
      parameters[greedy[1]] = rest.map(decode).join('/');
      return parameters;
    }
    const actual = segments[index];
    if (actual === undefined) return undefined;
    const variable = /^\{(.+)\}$/.exec(expected)?.[1];
    if (variable === undefined) {
      if (actual !== expected) return undefined;
    } else {
      if (actual === '') return undefined;
      parameters[variable] = decode(actual);
    }
  }
  return segments.length === route.segments.length ? parameters : undefined;
}

/** Literal before variable before greedy, segment by segment; a method before ANY; `$default` last. */
function rank(route: HttpRoute): string {
  const kinds = route.segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'));
  return `${route.routeKey === '$default' ? 1 : 0}${kinds.join('')}${route.method === 'ANY' ? '1' : '0'}`;
}

/**
 * The most specific route for a request. Documented: API Gateway developer guide, "Routing API requests": a full match
 * wins over variables, these over a greedy variable, and `$default` comes last.
 */
export function matchRoute(routes: readonly HttpRoute[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split('/').slice(1);
  let best: (RouteMatch & { rank: string }) | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const pathParameters = parametersOf(route, segments);
    if (pathParameters === undefined) continue;
    const candidate = rank(route);
    if (best === undefined || candidate < best.rank) best = { route, pathParameters, rank: candidate };
  }
  return best;
}
