import { ArchiverError } from '../../core/errors.ts';
import type { EvaluatedResource, EvaluatedTemplate } from '../template/evaluateTemplate.ts';

/** A route with the function behind it. */
export interface HttpRoute {
  /** As the template writes it: `GET /v1/streams/{stream}`, or `$default`. */
  readonly routeKey: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly authorization: 'NONE' | 'JWT' | 'AWS_IAM' | 'CUSTOM';
  /** With `JWT`: whose tokens, for whom. */
  readonly tokens?: { readonly issuer: string; readonly audience: readonly string[] };
  /** Of which a token must have one. */
  readonly scopes: readonly string[];
  /** Undefined where the stage sets no limit. */
  readonly throttle?: Throttle | undefined;
}

/** A bucket of tokens: so many requests a second, and so many at once. */
export interface Throttle {
  readonly perSecond: number;
  readonly burst: number;
}

export interface CorsRules {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

export interface HttpApiDefinition {
  readonly apiId: string;
  readonly routes: readonly HttpRoute[];
  readonly cors: CorsRules | undefined;
}

/** Documented: HTTP API quotas, "Integration timeout". */
const MAX_TIMEOUT_MS = 30_000;

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function readCors(api: EvaluatedResource | undefined): CorsRules | undefined {
  const rules = api?.properties.CorsConfiguration as Record<string, unknown> | undefined;
  if (rules === undefined) return undefined;
  return {
    origins: strings(rules.AllowOrigins),
    methods: strings(rules.AllowMethods),
    headers: strings(rules.AllowHeaders).map((name) => name.toLowerCase()),
    exposed: strings(rules.ExposeHeaders),
    credentials: rules.AllowCredentials === true,
    maxAgeSeconds: rules.MaxAge === undefined ? undefined : Number(rules.MaxAge),
  };
}

function readTokens(authorizer: EvaluatedResource | undefined): Pick<HttpRoute, 'tokens'> {
  const rules = authorizer?.properties.JwtConfiguration as { Issuer?: unknown; Audience?: unknown } | undefined;
  if (rules === undefined) return {};
  return { tokens: { issuer: String(rules.Issuer), audience: strings(rules.Audience) } };
}

interface RouteSettings {
  readonly ThrottlingRateLimit?: unknown;
  readonly ThrottlingBurstLimit?: unknown;
}

const readThrottle = ({ ThrottlingRateLimit, ThrottlingBurstLimit }: RouteSettings = {}): Throttle | undefined =>
  ThrottlingRateLimit === undefined || ThrottlingBurstLimit === undefined
    ? undefined
    : { perSecond: Number(ThrottlingRateLimit), burst: Number(ThrottlingBurstLimit) };

/** The HTTP API that the template declares; undefined where it declares none. */
export function readRoutes(template: EvaluatedTemplate): HttpApiDefinition | undefined {
  const api = template.resources.find((resource) => resource.type === 'AWS::ApiGatewayV2::Api');
  if (api === undefined) return undefined;
  const integrations = new Map(
    template.resources
      .filter((resource) => resource.type === 'AWS::ApiGatewayV2::Integration')
      .map((resource) => [`integrations/${resource.ref}`, resource]),
  );
  const authorizers = new Map(
    template.resources
      .filter((resource) => resource.type === 'AWS::ApiGatewayV2::Authorizer')
      .map((resource) => [resource.ref, resource]),
  );
  const stage = template.resources.find((resource) => resource.type === 'AWS::ApiGatewayV2::Stage')?.properties;
  const routeSettings = (stage?.RouteSettings ?? {}) as Readonly<Record<string, RouteSettings>>;
  const usual = readThrottle(stage?.DefaultRouteSettings as RouteSettings | undefined);
  const routes = template.resources
    .filter((resource) => resource.type === 'AWS::ApiGatewayV2::Route')
    .map((resource): HttpRoute => {
      const routeKey = String(resource.properties.RouteKey);
      const [method = '', path = ''] = routeKey === '$default' ? ['ANY', '/{proxy+}'] : routeKey.split(' ');
      const integration = integrations.get(String(resource.properties.Target));
      if (integration === undefined || typeof integration.properties.IntegrationUri !== 'string') {
        throw new ArchiverError('InvalidInput', `route ${routeKey} (${resource.logicalId}) has no Lambda integration`);
      }
      return {
        routeKey,
        method,
        segments: path.split('/').slice(1),
        functionArn: integration.properties.IntegrationUri,
        timeoutMs: Number(integration.properties.TimeoutInMillis ?? MAX_TIMEOUT_MS),
        authorization: String(resource.properties.AuthorizationType ?? 'NONE') as HttpRoute['authorization'],
        ...readTokens(authorizers.get(String(resource.properties.AuthorizerId))),
        scopes: strings(resource.properties.AuthorizationScopes),
        throttle: readThrottle(routeSettings[routeKey]) ?? usual,
      };
    });
  return { apiId: api.ref, routes, cors: readCors(api) };
}
