import { createPublicKey, createSign, createVerify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArchiverError } from '../../../core/errors.ts';
import type { SecretValues } from '../../../core/ports/secretValues.ts';
import { answerResource } from '../../../functions/delivery/steps/answerResource.ts';
import { deliveryKey } from '../../../functions/delivery/steps/deliveryKey.ts';

/** A secret as Secrets Manager keeps it. */
class OneSecret implements SecretValues {
  value: string | undefined;
  writes = 0;
  #token = '';
  async read() {
    return this.value;
  }
  async write(_: string, value: string, token: string) {
    if (token === this.#token && value !== this.value) throw new ArchiverError('Conflict', 'another value');
    [this.value, this.#token] = [value, token];
    this.writes += 1;
  }
}

test('a pair is made once: RSA, 2048 bits, and whoever asks again is told the same', async () => {
  const secret = new OneSecret();
  const [one, same] = await Promise.all([deliveryKey('s', 'token', secret), deliveryKey('s', 'token', secret)]);
  const later = await deliveryKey('s', 'other', secret);

  expect(new Set([one, same, later]).size).toBe(1);
  expect(secret.writes).toBe(1);
  expect(createPublicKey(one).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  const signature = createSign('RSA-SHA256')
    .update('x')
    .sign(secret.value ?? '');
  expect(createVerify('RSA-SHA256').update('x').verify(one, signature)).toBe(true);
});

test.each<[string, () => Promise<Record<string, string>>, object]>([
  ['what was made', async () => ({ PublicKey: 'pem' }), { Status: 'SUCCESS', Data: { PublicKey: 'pem' } }],
  [
    'that it failed',
    async () => {
      throw new ArchiverError('AccessDenied', 'no');
    },
    { Status: 'FAILED', Reason: 'no' },
  ],
])('CloudFormation is told %s', async (_, work, expected) => {
  const got: { body: unknown; type: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ body: JSON.parse(Buffer.concat(chunks).toString()), type: request.headers['content-type'] });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Key' };
    const event = {
      ...ids,
      RequestType: 'Create' as const,
      ServiceToken: 'fn',
      ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x?signed=1`,
      ResourceType: 'Custom::DeliveryKey',
      ResourceProperties: { ServiceToken: 'fn' },
    };
    await answerResource(event, 'physical', work);

    // Signed for no content type: S3 would refuse one.
    expect(got).toEqual([{ body: { ...ids, PhysicalResourceId: 'physical', ...expected }, type: undefined }]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
