interface Delivery {
  resources(variables: object): Promise<{ Resources: Record<string, { Type: string; Properties: object }> }>;
  keyPairId(variables: object): Promise<unknown>;
  secret(variables: object): Promise<unknown>;
  secretNames(settings: object): string[];
  readonly behaviour: Readonly<Record<string, unknown>>;
}

const delivery = require('../../serverless/delivery.cjs') as Delivery;

interface KeyGroup {
  readonly KeyGroupConfig: { readonly Items: readonly unknown[] };
}

const variablesOf = (deliveryKeyGeneration: number) => ({
  resolveVariable: async (name: string) => (name === 'sls:stage' ? 'prod' : { deliveryKeyGeneration }),
});

/** What a generation deploys: what signs, what is trusted, and which secrets there are. */
async function deployed(generation: number) {
  const { Resources } = await delivery.resources(variablesOf(generation));
  const ofType = (type: string) => Object.keys(Resources).filter((name) => Resources[name]?.Type === type);
  return {
    signs: [await delivery.keyPairId(variablesOf(generation)), await delivery.secret(variablesOf(generation))],
    trusted: (Resources.DeliveryKeyGroup?.Properties as KeyGroup | undefined)?.KeyGroupConfig.Items,
    secrets: ofType('AWS::SecretsManager::Secret'),
    made: ofType('Custom::DeliveryKey'),
    text: JSON.stringify(Resources),
  };
}
const ref = (name: string) => ({ Ref: name });

test('the newest key signs, and the one before it is trusted; the one before that is gone', async () => {
  const [first, second, third] = [await deployed(1), await deployed(2), await deployed(3)];

  expect(first.signs).toEqual([ref('DeliveryPublicKey1'), ref('DeliverySecret1')]);
  expect(first.trusted).toEqual([ref('DeliveryPublicKey1')]);
  expect(second.signs).toEqual([ref('DeliveryPublicKey2'), ref('DeliverySecret2')]);
  expect(second.trusted).toEqual([ref('DeliveryPublicKey2'), ref('DeliveryPublicKey1')]);
  expect(third.trusted).toEqual([ref('DeliveryPublicKey3'), ref('DeliveryPublicKey2')]);
  for (const { secrets, made } of [second, third]) expect([secrets.length, made.length]).toEqual([2, 2]);
  expect(delivery.secretNames({ deliveryKeyGeneration: 3 })).toEqual(third.secrets);
});

test('a rotation leaves what the key before it is made of as it was', async () => {
  const [before, after] = await Promise.all(
    [1, 2].map(async (generation) => (await delivery.resources(variablesOf(generation))).Resources),
  );

  for (const name of ['DeliverySecret1', 'DeliveryKey1', 'DeliveryPublicKey1']) {
    expect([name, after?.[name]]).toEqual([name, before?.[name]]);
  }
});

test('no key stands in the template, and no path of packages is open', async () => {
  const { text } = await deployed(2);

  expect(text).not.toMatch(/PRIVATE|BEGIN|SecretString/);
  expect(delivery.behaviour).toMatchObject({
    PathPattern: '/packages/*',
    TrustedKeyGroups: [ref('DeliveryKeyGroup')],
    ViewerProtocolPolicy: 'https-only',
  });
});
