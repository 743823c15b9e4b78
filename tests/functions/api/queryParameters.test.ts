import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { QUERY_PARAMETERS } from '../../../functions/api/queryParameters.ts';
import { respond } from '../../../functions/api/respond.ts';

const answered: string[] = [];
/** The last one asks for nothing. */
const ROUTES: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(QUERY_PARAMETERS),
  ['GET /v1/health', []],
];
const handler = respond(
  Object.fromEntries(
    ROUTES.map(([route]) => [
      route,
      async () => {
        answered.push(route);
        return { status: 200, body: {} };
      },
    ]),
  ),
);
const ask = (routeKey: string, queryStringParameters: Record<string, string>) =>
  handler({ routeKey, queryStringParameters, headers: {}, requestContext: {} } as unknown as APIGatewayProxyEventV2);

beforeEach(() => {
  answered.length = 0;
});

describe.each(ROUTES)('%s', (route, known) => {
  it('takes its own parameters, through either door', async () => {
    const query = Object.fromEntries(known.map((name) => [name, '1']));

    const answers = [await ask(route, query), await ask(route.replace(' /v1/', ' /iam/v1/'), query)];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(answered).toEqual([route, route]);
  });

  it.each(['form', 'From', '', '__proto__', 'constructor', 'limit[]', 'limit '])(
    'refuses %j by its name',
    async (name) => {
      // As a parser makes it: an own field, whatever it is called.
      const query = JSON.parse(`{${JSON.stringify(name)}:"1"}`) as Record<string, string>;

      const { statusCode, body } = await ask(route, query);

      expect(statusCode).toBe(400);
      const { error } = JSON.parse(body ?? '');
      expect(error).toMatchObject({ code: 'InvalidInput' });
      expect(error.message.startsWith(`${name}: is no parameter of ${route}`)).toBe(true);
      expect(answered).toEqual([]);
    },
  );
});
