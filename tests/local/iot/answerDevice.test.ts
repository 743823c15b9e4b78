import type { Session } from '../../../local/auth/sessionToken.ts';
import { answerDevice, type DeviceRequest } from '../../../local/iot/answerDevice.ts';
import type { DeviceRules, RoleAlias } from '../../../local/iot/readDeviceRules.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 0, 0, 250);
const ALIAS_ARN = 'arn:aws:iot:us-east-1:000000000000:rolealias/cameras';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/device';

const alias = (change: Partial<RoleAlias> = {}): DeviceRules['roleAliases'] =>
  new Map([
    [
      'cameras',
      { name: 'cameras', arn: ALIAS_ARN, roleArn: ROLE_ARN, durationSeconds: 900, longestSeconds: 3600, ...change },
    ],
  ]);

const rules = (change: Partial<DeviceRules> = {}): DeviceRules => ({
  roleAliases: alias(),
  statements: [
    {
      effect: 'Allow',
      actions: ['iot:AssumeRoleWithCertificate'],
      resources: [ALIAS_ARN, ALIAS_ARN.replace('cameras', 'gone')],
      conditions: [{ operator: 'Bool', ifExists: false, key: 'iot:connection.thing.isattached', values: ['true'] }],
    },
  ],
  thingTypeName: 'camera',
  ...change,
});

async function ask(request: Partial<DeviceRequest>, given: DeviceRules = rules()) {
  const lent: Session[] = [];
  const answer = await answerDevice(
    {
      method: 'GET',
      url: '/role-aliases/cameras/credentials',
      thingName: 'front',
      certificateId: 'c1',
      ...request,
    },
    {
      rules: given,
      nowMs: NOW,
      things: {
        ofCertificate: async (id) =>
          id === 'c1' ? { thingName: 'front', thingTypeName: 'camera', certificateId: 'c1' } : undefined,
      },
      lend(session) {
        lent.push(session);
        const temporary = { token: 'T', name: session.name, context: session.context, expiresMs: session.expiresMs };
        return { accessKeyId: 'A', secretAccessKey: 'S', principal: session.roleArn, temporary };
      },
    },
  );
  return { answer, lent };
}

test('credentials for the role, bound to the thing and its certificate, ending at a whole second', async () => {
  const { answer, lent } = await ask({});

  expect(answer).toEqual({
    status: 200,
    body: {
      credentials: { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', expiration: '2026-11-21T14:15:00Z' },
    },
  });
  expect(lent).toEqual([
    {
      roleArn: ROLE_ARN,
      name: 'c1',
      context: {
        'credentials-iot:awscertificateid': 'c1',
        'credentials-iot:thingname': 'front',
        'credentials-iot:thingtypename': 'camera',
      },
      expiresMs: Date.UTC(2026, 10, 21, 14, 15),
    },
  ]);
});

test('where the policy asks for no thing, a request without one gets credentials without its variables', async () => {
  const open = rules({ statements: rules().statements.map((statement) => ({ ...statement, conditions: [] })) });

  const { answer, lent } = await ask({ thingName: undefined }, open);

  expect(answer.status).toBe(200);
  expect(lent.map(({ context }) => context)).toEqual([{ 'credentials-iot:awscertificateid': 'c1' }]);
});

// Observed: status, words and order of AWS's own.
test.each<[string, Partial<DeviceRequest>, DeviceRules, number, string]>([
  ['a certificate that nobody knows', { certificateId: 'c2' }, rules(), 403, 'Certificate is invalid on this endpoint'],
  ["another's thing", { thingName: 'back' }, rules(), 403, 'Invalid thing name passed'],
  [
    "another's thing and no such alias",
    { thingName: 'back', url: '/role-aliases/none/credentials' },
    rules(),
    403,
    'Invalid thing name passed',
  ],
  ['no thing where the policy wants one', { thingName: undefined }, rules(), 403, 'Access Denied'],
  ['an alias that the policy does not name', { url: '/role-aliases/none/credentials' }, rules(), 403, 'Access Denied'],
  ['no policy', {}, rules({ statements: [] }), 403, 'Access Denied'],
  ['an alias that is not there', { url: '/role-aliases/gone/credentials' }, rules(), 404, 'Role alias does not exist'],
  [
    'a role that does not trust AWS IoT',
    {},
    rules({ roleAliases: alias({ longestSeconds: 0 }) }),
    400,
    'Unable to assume the role, or the role to assume does not exist',
  ],
  [
    'a role whose sessions are shorter',
    {},
    rules({ roleAliases: alias({ durationSeconds: 7200 }) }),
    400,
    'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role',
  ],
  ['another path', { url: '/things/front' }, rules(), 404, 'Not found'],
  ['another method', { method: 'POST' }, rules(), 404, 'Not found'],
])('%s', async (_name, request, given, status, message) => {
  const { answer, lent } = await ask(request, given);

  expect([answer.status, answer.body, lent]).toEqual([status, { message }, []]);
});
