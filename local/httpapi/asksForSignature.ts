import { matchRoute } from './matchRoute.ts';
import type { HttpRoute } from './readRoutes.ts';

/**
 * Whether a request to the HTTP API needs a signature: its route has the IAM authorizer. A token is looked at by the API
 * itself; and where there is no route, API Gateway says 404 to everybody (observed).
 */
export function asksForSignature(routes: readonly HttpRoute[], method: string, path: string): boolean {
  return matchRoute(routes, method, path)?.route.authorization === 'AWS_IAM';
}
