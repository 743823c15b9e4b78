import { createRequire } from 'node:module';
import type { HttpApiDefinition, HttpRoute } from '../../local/httpapi/readRoutes.ts';

interface HttpEvent {
  readonly httpApi?: {
    readonly method: string;
    readonly path: string;
    readonly authorizer?: { readonly type?: string; readonly name?: string; readonly scopes?: readonly string[] };
  };
}

export interface FunctionEntry {
  readonly handler: string;
  readonly events?: readonly HttpEvent[];
}

const { functionsOf, servedRoutes } = createRequire(__filename)('../../serverless/functions.cjs') as {
  functionsOf(settings: { jwtIssuer: string; auditDays: number }): Readonly<Record<string, FunctionEntry>>;
  servedRoutes(): readonly { readonly key: string; readonly scope: string }[];
};

export const ISSUER = 'https://issuer.example.com/pool';
export const AUDIENCE = 'console';

/** The functions as serverless/functions/*.yml declare them, where an issuer is set. */
export const functions = functionsOf({ jwtIssuer: ISSUER, auditDays: 400 });

export { servedRoutes };

/** The HTTP API as it is deployed: a route an event. tests/serverless holds the template to the same. */
export function apiDefinition(): HttpApiDefinition {
  const routes = Object.entries(functions).flatMap(([name, { events = [] }]) =>
    events.flatMap(({ httpApi }): HttpRoute[] => {
      if (httpApi === undefined) return [];
      const { method, path, authorizer } = httpApi;
      return [
        {
          routeKey: `${method} ${path}`,
          method,
          segments: path.split('/').slice(1),
          functionArn: name,
          timeoutMs: 1000,
          authorization: authorizer === undefined ? 'NONE' : authorizer.type === 'aws_iam' ? 'AWS_IAM' : 'JWT',
          ...(authorizer?.name === 'jwt' ? { tokens: { issuer: ISSUER, audience: [AUDIENCE] } } : {}),
          scopes: authorizer?.scopes ?? [],
        },
      ];
    }),
  );
  return { apiId: 'api', routes, cors: undefined };
}
