import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';
import { detectLabels } from '../../../local/rekognition/detectLabels.ts';

const CALLER = { accessKeyId: 'a', secretAccessKey: 's' };
const BOX = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
const ABOVE = { Instances: [], Aliases: [], Categories: [{ Name: 'Vehicles and Automotive' }] };

async function answer(body: object, find: Parameters<typeof detectLabels>[2]['finder']['find']) {
  const cat = await readFile(join(__dirname, 'pictures', 'cat.jpg'));
  const pictures = { read: async () => new Uint8Array(cat) };
  return detectLabels(JSON.stringify({ Image: { Bytes: 'AAAA' }, ...body }), CALLER, { finder: { find }, pictures });
}

test('each thing is an instance of its label, and what is above a label is as sure as the surest below', async () => {
  const { Labels } = await answer({ MinConfidence: 50 }, async () => [
    { label: 'Car', score: 0.9, box: BOX },
    { label: 'Bicycle', score: 0.75, box: BOX },
    { label: 'Car', score: 0.5, box: BOX },
    { label: 'Person', score: 0.49, box: BOX },
  ]);

  const BoundingBox = { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 };
  const parents = { Parents: [{ Name: 'Transportation' }, { Name: 'Vehicle' }] };
  const categories = { Categories: [{ Name: 'Vehicles and Automotive' }] };
  expect(Labels).toEqual([
    {
      ...{ Name: 'Car', Confidence: 90, Aliases: [{ Name: 'Automobile' }], ...parents, ...categories },
      Instances: [
        { BoundingBox, Confidence: 90 },
        { BoundingBox, Confidence: 50 },
      ],
    },
    { Name: 'Transportation', Confidence: 90, Parents: [], ...ABOVE },
    { Name: 'Vehicle', Confidence: 90, Parents: [{ Name: 'Transportation' }], ...ABOVE },
    {
      ...{ Name: 'Bicycle', Confidence: 75, Aliases: [{ Name: 'Bike' }], ...parents, ...categories },
      Instances: [{ BoundingBox, Confidence: 75 }],
    },
  ]);
});

test.each([
  [{}, 0.55],
  [{ MinConfidence: 40 }, 0.4],
  [{ MinConfidence: 0 }, 0.25],
])('%j: the model is asked for scores from %d', async (body, least) => {
  const asked: number[] = [];

  await answer(body, async (_, leastScore) => {
    asked.push(leastScore);
    return [];
  });

  expect(asked).toEqual([least]);
});

test.each([
  ['Throttled', 'ThrottlingException', 500],
  ['Internal', 'InternalServerError', 500],
] as const)('%s of the model: %s', async (kind, name, status) => {
  const failed = answer({}, () => Promise.reject(new ArchiverError(kind, 'no')));

  await expect(failed).rejects.toMatchObject({ name, status });
});

test('a body that is no JSON', async () => {
  const parts = { finder: { find: async () => [] }, pictures: { read: async () => new Uint8Array() } };

  await expect(detectLabels('{', CALLER, parts)).rejects.toMatchObject({ name: 'SerializationException' });
});
