import { type ImageTraffic, thousandImages, USUAL_IMAGES } from '../../../core/cost/thousandImages.ts';

const quiet: ImageTraffic = { labels: 0, eventShare: 0, bytes: 50_000, days: 30 };

const quantity = (price: string, traffic: ImageTraffic): number =>
  thousandImages(traffic)
    .filter((line) => line.price === price)
    .reduce((sum, line) => sum + line.quantity, 0);

test.each([
  ['rekognitionImage', 1000, 1000],
  ['expressRequest', 1000, 1000],
  // 980 ms are billed as a second, with an event 1,180 ms as 1.2 s, of 64 MB.
  ['expressGbSecond', 62.5, 75],
  ['lambdaRequest', 3000, 4000],
  ['lambdaArmGbSecond', 230, 280],
  // Listed and labelled (a row below 1 KB); a detection in four places; an event in three, twice, and its minutes.
  ['dynamoWriteUnit', 2000, 1000 + 1000 + 8000 + 9000],
  ['dynamoReadUnit', 3000, 7000],
  ['s3PutRequest', 1000, 1000],
  ['s3GetRequest', 2000, 2000],
  ['event', 1000, 2000],
  ['s3StoredGbMonth', 0.05, 0.05],
])('%s: %d where nothing is seen, %d where each image is an event with two labels', (price, none, all) => {
  expect(quantity(price, quiet)).toBeCloseTo(none, 9);
  expect(quantity(price, { ...quiet, labels: 2, eventShare: 1 })).toBeCloseTo(all, 9);
});

test('a row of many labels is more than one unit', () => {
  const seen = { ...quiet, labels: 12 };

  expect(quantity('dynamoWriteUnit', seen)).toBe(1000 * (1 + 3 + 48));
});

test('most of it is who looks at them', () => {
  const lines = thousandImages(USUAL_IMAGES);
  const sum = lines.reduce((total, { dollars }) => total + dollars, 0);

  expect(lines.find(({ service }) => service === 'Rekognition')?.dollars).toBeCloseTo(1, 12);
  expect(sum).toBeGreaterThan(1);
  expect(sum).toBeLessThan(1.1);
});
