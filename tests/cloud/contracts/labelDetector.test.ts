import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { HttpDetector } from '../../../cloud/detectors/HttpDetector.ts';
import { RekognitionDetector } from '../../../cloud/rekognition/RekognitionDetector.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { LabelDetector } from '../../../core/ports/labelDetector.ts';
import { createRekognition } from '../../../local/rekognition/createRekognition.ts';
import { detectLabels } from '../../../local/rekognition/detectLabels.ts';
import { installedModel } from '../../../local/rekognition/model/modelFile.ts';
import { ObjectFinder } from '../../../local/rekognition/model/ObjectFinder.ts';
import { RekognitionError } from '../../../local/rekognition/RekognitionError.ts';

/** The model takes a twentieth of a second a picture; on a machine that is busy with other tests, many times that. */
jest.setTimeout(180_000);

const PICTURES = join(__dirname, '..', '..', 'local', 'rekognition', 'pictures');
const picture = async (name: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(PICTURES, name)));

/** A service on a port of its own, until it is closed. */
async function listen(handler: Parameters<typeof createServer>[1]) {
  const server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Rekognition as the embedded stack answers for it. */
async function rekognition(): Promise<{ detector: LabelDetector; close(): Promise<void> }> {
  const place = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1' };
  const service = createRekognition({
    ...{ system: realSystem, ...place, quotas: 'default' },
    findCredential: () => undefined,
  });
  const { endpoint, close } = await listen((request, response) => void service.handle(request, response));
  const credentials = { accessKeyId: 'any', secretAccessKey: 'thing' };
  const client = new RekognitionClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    detector: new RekognitionDetector(client),
    async close() {
      client.destroy();
      await close();
      await service.close();
    },
  };
}

/** A detector of one's own: the same model behind an address, that tells all it finds and holds to nothing. */
async function ownEndpoint(): Promise<{ detector: LabelDetector; close(): Promise<void> }> {
  const finder = new ObjectFinder(installedModel);
  const { endpoint, close } = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.stringify({ Image: { Bytes: Buffer.concat(chunks).toString('base64') }, MinConfidence: 0 });
    const keys = { accessKeyId: 'any', secretAccessKey: 'thing' };
    const read = async () => new Uint8Array(Buffer.concat(chunks));
    try {
      response.end(JSON.stringify(await detectLabels(body, keys, { finder, pictures: { read } })));
    } catch (error) {
      if (!(error instanceof RekognitionError)) throw error;
      response.writeHead(error.name === 'InvalidImageFormatException' ? 415 : 500).end(error.message);
    }
  });
  const objects = { getBytes: async () => ({ bytes: new Uint8Array(), etag: '' }) };
  return {
    detector: new HttpDetector({ url: endpoint, name: 'it', objects }),
    async close() {
      await close();
      await finder.close();
    },
  };
}

describe.each([
  ['Rekognition', rekognition],
  ['an endpoint of one’s own', ownEndpoint],
])('%s sees labels', (_, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  test('the surest first, each with its place, its parents and its category', async () => {
    const labels = await opened.detector.detect(await picture('cat.jpg'), { minConfidence: 40 });

    const category = 'Animals and Pets';
    expect(labels[0]).toEqual({
      name: 'Cat',
      confidence: expect.any(Number),
      parents: ['Animal', 'Mammal', 'Pet'],
      categories: [category],
      instances: [{ confidence: labels[0]?.confidence, box: expect.objectContaining({ left: expect.any(Number) }) }],
    });
    expect(labels[0]?.confidence).toBeGreaterThan(70);
    expect(labels.map(({ name }) => name).sort()).toEqual(['Animal', 'Cat', 'Mammal', 'Pet']);
  });

  test('none below what is asked for, and of the categories that are', async () => {
    const cat = await picture('cat.jpg');

    const sure = await opened.detector.detect(cat, { minConfidence: 99 });
    const people = await opened.detector.detect(cat, { minConfidence: 40, categories: ['Person Description'] });
    const animals = await opened.detector.detect(cat, { minConfidence: 40, categories: ['Animals and Pets'] });

    expect([sure, people, animals.length]).toEqual([[], [], 4]);
  });

  test('what is no picture is UnsupportedMedia', async () => {
    const text = new Uint8Array(Buffer.from('this is no picture'));

    await expect(opened.detector.detect(text, { minConfidence: 40 })).rejects.toMatchObject({
      name: 'UnsupportedMedia',
    });
  });
});
