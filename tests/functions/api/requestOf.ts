import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Claims of a token, as API Gateway hands them on. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Who signed. */
  readonly userArn?: string;
}

/** A request as the HTTP API gives it to a function. */
export function requestOf(
  routeKey: string,
  { path, query, body, claims, userArn }: Asked = {},
): APIGatewayProxyEventV2 {
  const authorizer =
    claims !== undefined ? { jwt: { claims, scopes: null } } : userArn !== undefined ? { iam: { userArn } } : undefined;
  return {
    version: '2.0',
    routeKey,
    rawPath: '/',
    rawQueryString: '',
    headers: {},
    requestContext: { requestId: 'request-1', routeKey, ...(authorizer === undefined ? {} : { authorizer }) },
    isBase64Encoded: false,
    ...(path === undefined ? {} : { pathParameters: path }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2;
}
