import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpDetector } from '../../../cloud/detectors/HttpDetector.ts';
import { sagemakerDetector } from '../../../cloud/detectors/sagemakerDetector.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { ArchiverError } from '../../../core/errors.ts';
import { authenticate } from '../../../local/auth/authenticate.ts';

const PICTURE = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const KEYS = { accessKeyId: 'ASIA1', secretAccessKey: 'secret' };
const PLACE = { bucket: 'images', key: 'door/1.jpg' };
const BoundingBox = { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 };
const ANSWER = {
  Labels: [
    { Name: 'Dog', Confidence: 41, Categories: [{ Name: 'Animals and Pets' }] },
    { Name: 'Bus', Confidence: 90, Parents: [{ Name: 'Vehicle' }], Instances: [{ BoundingBox }], Extra: 1 },
    { Name: 'Cat', Confidence: 39.9 },
  ],
};

interface Asked {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly signature: string;
}

describe('HttpDetector', () => {
  const asked: Asked[] = [];
  let answer: (response: ServerResponse) => void;
  const server = createServer(async (incoming, response) => {
    let request = incoming;
    let signature = 'none';
    if (request.headers.authorization !== undefined) {
      const { clock } = realSystem;
      const find = () => ({ ...KEYS, principal: 'detectLabels' });
      const result = await authenticate(request, { clock, find, services: ['sagemaker'], payload: 'body' });
      signature = result.ok ? 'good' : result.reason;
      request = result.ok ? result.request : request;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks), signature });
    answer(response);
  });
  const objects = {
    getBytes: async (_: unknown, limit = 0) => {
      if (limit !== 5 * 1024 * 1024) throw new ArchiverError('InvalidInput', 'the limit is not sent along');
      return { bytes: PICTURE, etag: 'e' };
    },
  };
  let origin: string;
  const detector = (over: object = {}) =>
    new HttpDetector({ url: `${origin}/detect?v=1`, name: 'it', objects, ...over });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked.length = 0;
    answer = (response) => response.end(JSON.stringify(ANSWER));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  test('posts the bytes of an object, and gives the labels that are sure enough, the surest first', async () => {
    const labels = await detector().detect(PLACE, { minConfidence: 40 });

    const box = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
    const bus = { name: 'Bus', confidence: 90, parents: ['Vehicle'], categories: [] };
    expect(labels).toEqual([
      { ...bus, instances: [{ confidence: 90, box }] },
      { name: 'Dog', confidence: 41, parents: [], categories: ['Animals and Pets'], instances: [] },
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      url: '/detect?v=1',
      headers: { 'content-type': 'image/jpeg', 'x-min-confidence': '40' },
      body: Buffer.from(PICTURE),
    });
  });

  test('categories are held here, whatever comes back', async () => {
    const labels = await detector().detect(PICTURE, { minConfidence: 0, categories: ['Animals and Pets'] });

    expect(labels.map(({ name }) => name)).toEqual(['Dog']);
  });

  test.each([
    [400, 'InvalidInput'],
    [403, 'AccessDenied'],
    [404, 'Internal'],
    [415, 'UnsupportedMedia'],
    [424, 'Internal'],
    [429, 'Throttled'],
    [500, 'Internal'],
    [503, 'Throttled'],
  ])('%i: %s', async (status, name) => {
    answer = (response) => response.writeHead(status).end('because');

    const refused = detector().detect(PICTURE, { minConfidence: 40 });

    await expect(refused).rejects.toMatchObject({
      name,
      message: `it answers ${status}: because`,
      details: { status },
    });
  });

  test.each([
    ['no JSON', '<html>', 'it does not answer in JSON'],
    ['another shape', '{"labels":[]}', 'it does not answer as DetectLabels does: Labels:'],
    ['a label that is too sure', '{"Labels":[{"Name":"Car","Confidence":101}]}', 'Labels.0.Confidence:'],
    [
      'a box of nothing',
      '{"Labels":[{"Name":"Car","Confidence":9,"Instances":[{}]}]}',
      'Labels.0.Instances.0.BoundingBox:',
    ],
    ['more than a megabyte', `"${'x'.repeat(1024 * 1024)}"`, 'more than 1048576 bytes'],
  ])('an answer of %s is the fault of the engine: Internal', async (_, body, message) => {
    answer = (response) => response.end(body);

    const failed = detector().detect(PICTURE, { minConfidence: 40 });

    await expect(failed).rejects.toMatchObject({ name: 'Internal', message: expect.stringContaining(message) });
  });

  test('no answer in time, a connection that breaks, an address elsewhere, nobody there: Internal', async () => {
    answer = () => undefined;
    const late = detector({ timeoutMs: 50 }).detect(PICTURE, { minConfidence: 40 });
    await expect(late).rejects.toMatchObject({ name: 'Internal', message: 'it does not answer within 0.05 s' });

    answer = (response) => response.destroy();
    const broken = detector().detect(PICTURE, { minConfidence: 40 });
    await expect(broken).rejects.toMatchObject({ name: 'Internal', message: 'it cannot be reached' });

    answer = (response) => response.writeHead(307, { location: `${origin}/other` }).end();
    const elsewhere = detector().detect(PICTURE, { minConfidence: 40 });
    await expect(elsewhere).rejects.toMatchObject({ name: 'Internal' });
    expect(asked.map(({ url }) => url)).not.toContain('/other');
  });

  test('a picture over 5 MB is not sent', async () => {
    const large = new Uint8Array(5 * 1024 * 1024 + 1);

    await expect(detector().detect(large, { minConfidence: 40 })).rejects.toMatchObject({ name: 'InvalidInput' });

    expect(asked).toEqual([]);
  });

  test('a SageMaker endpoint is called by its name, signed with the keys of the caller', async () => {
    const sagemaker = sagemakerDetector({
      endpointName: 'people-1',
      region: 'eu-west-1',
      credentials: async () => KEYS,
      objects,
      runtime: origin,
    });

    const labels = await sagemaker.detect(PLACE, { minConfidence: 40 });

    expect(labels).toHaveLength(2);
    const [{ url, headers, body, signature }] = asked as [Asked];
    expect(signature).toBe('good');
    expect(url).toBe('/endpoints/people-1/invocations');
    expect(headers).toMatchObject({ host: new URL(origin).host });
    expect(headers.authorization).toMatch(/Credential=ASIA1\/\d{8}\/eu-west-1\/sagemaker\/aws4_request/);
    expect(body).toEqual(Buffer.from(PICTURE));
  });
});
