import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DetectLabelsCommand, type DetectLabelsCommandInput, RekognitionClient } from '@aws-sdk/client-rekognition';
import sharp from 'sharp';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';
import type { Credential } from '../../../local/auth/Credential.ts';
import { createRekognition, type RekognitionOptions } from '../../../local/rekognition/createRekognition.ts';
import { installedModel } from '../../../local/rekognition/model/modelFile.ts';

/** The model takes a twentieth of a second a picture; on a machine that is busy with other tests, many times that. */
jest.setTimeout(180_000);

const PICTURES = join(__dirname, 'pictures');
const READER: Credential = { accessKeyId: 'ASIAREADER', secretAccessKey: 's', principal: 'labelImage' };
const STRANGER: Credential = { accessKeyId: 'ASIASTRANGER', secretAccessKey: 's', principal: 'other' };

/** Stands for the gateway: answers Rekognition's calls, and S3's for one who may read. */
class Machine {
  readonly failures: unknown[] = [];
  readonly reads: string[] = [];
  readonly objects = new Map<string, Uint8Array>();
  readonly #closers: (() => Promise<unknown>)[] = [];

  async client(options: Partial<RekognitionOptions> = {}, keys: Credential = READER): Promise<RekognitionClient> {
    const s3 = await this.#listen((request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const caller = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      this.reads.push(`${caller} ${request.method} ${path}`);
      const bytes = caller === READER.accessKeyId ? this.objects.get(path) : undefined;
      if (bytes !== undefined) return void response.end(bytes);
      response.writeHead(caller === READER.accessKeyId ? 404 : 403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
    });
    const service = createRekognition({
      system: realSystem,
      endpoint: s3,
      region: 'us-east-1',
      quotas: 'default',
      findCredential: (id) => [READER, STRANGER].find(({ accessKeyId }) => accessKeyId === id),
      onFailure: (error) => this.failures.push(error),
      ...options,
    });
    this.#closers.push(() => service.close());
    const endpoint = await this.#listen((request, response) => void service.handle(request, response));
    const client = new RekognitionClient({ endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
    this.#closers.push(async () => client.destroy());
    return client;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  async #listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
    const server: Server = createServer(handler);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.#closers.push(async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

const picture = (name: string): Promise<Buffer> => readFile(join(PICTURES, name));
const blank = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
const detect = (client: RekognitionClient, input: Partial<DetectLabelsCommandInput>) =>
  client.send(new DetectLabelsCommand({ Image: undefined, MinConfidence: 40, ...input }));

describe('with the model', () => {
  const machine = new Machine();
  let client: RekognitionClient;
  beforeAll(async () => {
    client = await machine.client();
  });
  afterAll(() => machine.close());

  // Measured: Cat 86, Person 64, Coffee Cup 54; builds of WebAssembly differ by a point or two.
  test.each([
    ['cat.jpg', 'Cat', 70, ['Animal', 'Mammal', 'Pet'], { Left: 0, Top: 0, Width: 0.96, Height: 1 }],
    ['person.jpg', 'Person', 48, [], { Left: 0.03, Top: 0.03, Width: 0.68, Height: 0.97 }],
    ['coffee-cup.jpg', 'Coffee Cup', 44, ['Cup'], { Left: 0.28, Top: 0.03, Width: 0.41, Height: 0.78 }],
  ])('%s shows: %s', async (file, name, least, parents, box) => {
    const {
      Labels = [],
      LabelModelVersion,
      OrientationCorrection,
    } = await detect(client, {
      Image: { Bytes: await picture(file) },
    });

    const [label] = Labels;
    expect(label).toMatchObject({ Name: name, Parents: parents.map((Name) => ({ Name })) });
    expect(label?.Confidence).toBeGreaterThan(least);
    expect(label?.Instances).toHaveLength(1);
    for (const side of ['Left', 'Top', 'Width', 'Height'] as const) {
      expect(Math.abs((label?.Instances?.[0]?.BoundingBox?.[side] ?? 9) - box[side])).toBeLessThan(0.12);
    }
    // Nothing but it and what is above it.
    expect(Labels.map(({ Name }) => Name).sort()).toEqual([name, ...parents].sort());
    expect(
      Labels.slice(1).every(({ Instances, Confidence }) => Instances?.length === 0 && Confidence === label?.Confidence),
    ).toBe(true);
    expect([LabelModelVersion, OrientationCorrection]).toEqual(['3.0', undefined]);
  });

  test('nothing is seen in an even picture, nor in noise', async () => {
    const noise = await sharp({
      create: {
        width: 320,
        height: 240,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg()
      .toBuffer();

    const answers = await Promise.all(
      [blank(320, 240), noise].map(async (bytes) => detect(client, { Image: { Bytes: await bytes } })),
    );

    expect(answers.map(({ Labels }) => Labels)).toEqual([[], []]);
  });

  test('a picture lying on its side is turned as its Exif says', async () => {
    const turned = await sharp(await picture('cat.jpg'))
      .rotate(90)
      .withMetadata({ orientation: 8 })
      .jpeg()
      .toBuffer();

    const { Labels } = await detect(client, { Image: { Bytes: turned } });

    expect(Labels?.[0]).toMatchObject({ Name: 'Cat' });
    expect(Labels?.[0]?.Confidence).toBeGreaterThan(70);
  });

  test.each<[string, Partial<DetectLabelsCommandInput>, readonly string[]]>([
    ['MaxLabels', { MaxLabels: 1 }, ['Cat']],
    ['MaxLabels 0', { MaxLabels: 0 }, []],
    ['MinConfidence', { MinConfidence: 99.5 }, []],
    ['a label', { Settings: { GeneralLabels: { LabelInclusionFilters: ['Pet', 'Car'] } } }, ['Pet']],
    [
      'without a label',
      { Settings: { GeneralLabels: { LabelExclusionFilters: ['Cat', 'Pet'] } } },
      ['Animal', 'Mammal'],
    ],
    [
      'another category',
      { Settings: { GeneralLabels: { LabelCategoryInclusionFilters: ['Person Description'] } } },
      [],
    ],
    [
      'without the category',
      { Settings: { GeneralLabels: { LabelCategoryExclusionFilters: ['Animals and Pets'] } } },
      [],
    ],
  ])('asked for %s', async (_, asked, names) => {
    const { Labels = [] } = await detect(client, { Image: { Bytes: await picture('cat.jpg') }, ...asked });

    expect(Labels.map(({ Name }) => Name).sort()).toEqual([...names].sort());
  });

  test('an object is read with the rights of the caller, and of nobody else', async () => {
    machine.objects.set('/images/door/1.jpg', await picture('person.jpg'));
    const Image = { S3Object: { Bucket: 'images', Name: 'door/1.jpg' } };
    const stranger = await machine.client({}, STRANGER);

    const { Labels } = await detect(client, { Image });
    const refused = detect(stranger, { Image });
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidS3ObjectException',
      message: 'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
    });
    const absent = detect(client, { Image: { S3Object: { Bucket: 'images', Name: 'door/2.jpg' } } });
    await expect(absent).rejects.toMatchObject({ name: 'InvalidS3ObjectException' });

    expect(Labels?.[0]?.Name).toBe('Person');
    expect(machine.reads).toEqual([
      'ASIAREADER GET /images/door/1.jpg',
      'ASIASTRANGER GET /images/door/1.jpg',
      'ASIAREADER GET /images/door/2.jpg',
    ]);
  });

  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['no bytes that are a picture', async () => Buffer.from('GIF89a, not a picture'), 'InvalidImageFormatException'],
    [
      'a picture of another kind',
      async () =>
        sharp(await picture('cat.jpg'))
          .webp()
          .toBuffer(),
      'InvalidImageFormatException',
    ],
    [
      'a picture that ends in the middle',
      async () => (await picture('cat.jpg')).subarray(0, 6000),
      'InvalidImageFormatException',
    ],
    [
      'the head of a PNG alone',
      async () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
      'InvalidImageFormatException',
    ],
    ['79 pixels high', () => blank(200, 79), 'InvalidParameterException'],
    ['20,000 pixels wide', () => blank(20_000, 80), 'ImageTooLargeException'],
    ['over 5 MB', async () => new Uint8Array(5_242_881), 'ImageTooLargeException'],
  ])('%s is refused', async (_, bytes, name) => {
    await expect(detect(client, { Image: { Bytes: await bytes() } })).rejects.toMatchObject({ name });
  });

  test('an object over 15 MB is refused', async () => {
    machine.objects.set('/images/large.jpg', new Uint8Array(15 * 1024 * 1024 + 1));

    const refused = detect(client, { Image: { S3Object: { Bucket: 'images', Name: 'large.jpg' } } });

    await expect(refused).rejects.toMatchObject({ name: 'ImageTooLargeException' });
  });

  test.each<[string, Partial<DetectLabelsCommandInput>]>([
    ['no image', {}],
    ['an image of nothing', { Image: {} }],
    ['both', { Image: { Bytes: new Uint8Array(9), S3Object: { Bucket: 'images', Name: 'k' } } }],
    ['an odd bucket', { Image: { S3Object: { Bucket: '../x', Name: 'k' } } }],
    ['confidence over 100', { Image: { Bytes: new Uint8Array(9) }, MinConfidence: 101 }],
    ['labels below none', { Image: { Bytes: new Uint8Array(9) }, MaxLabels: -1 }],
    ['a feature that is not here', { Image: { Bytes: new Uint8Array(9) }, Features: ['IMAGE_PROPERTIES'] }],
  ])('%s: InvalidParameterException', async (_, asked) => {
    await expect(detect(client, asked)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

test("with the account's quota, calls over the rate are told so", async () => {
  const machine = new Machine();
  const system: System = { ...realSystem, clock: { ...realSystem.clock, now: () => 1_000 } };
  const client = await machine.client({ system, quotas: 'aws', region: 'eu-central-1' });

  const outcomes: string[] = [];
  for (let call = 0; call < 7; call += 1) {
    await detect(client, { Image: {} }).catch((error: Error) => outcomes.push(error.name));
  }

  expect(outcomes).toEqual([
    ...Array.from({ length: 5 }, () => 'InvalidParameterException'),
    ...Array.from({ length: 2 }, () => 'ProvisionedThroughputExceededException'),
  ]);
  await machine.close();
});

test('a damaged model is an error that names the file; once it is whole again, pictures are seen', async () => {
  const machine = new Machine();
  const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-model-'));
  const assets = join(dir, 'model.data');
  const whole = installedModel();
  const damaged = await readFile(whole.assets);
  damaged[5_000_000] = (damaged[5_000_000] ?? 0) ^ 1;
  await writeFile(assets, damaged);
  const client = await machine.client({ model: () => ({ ...whole, assets }) });
  const Image = { Bytes: await picture('cat.jpg') };

  await expect(detect(client, { Image })).rejects.toMatchObject({
    name: 'InternalServerError',
    message: `the label model at ${assets} is damaged: remove node_modules and run npm ci`,
  });
  await rm(assets);
  await expect(detect(client, { Image })).rejects.toMatchObject({ name: 'InternalServerError' });
  await copyFile(whole.assets, assets);
  const { Labels } = await detect(client, { Image });

  expect(Labels?.[0]?.Name).toBe('Cat');
  expect(machine.failures).toMatchObject([{ kind: 'Corrupt' }, { kind: 'NotFound' }]);
  await machine.close();
  await rm(dir, { recursive: true, force: true });
});
