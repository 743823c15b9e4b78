import { type PackagedFilm, packagedMinute, USUAL_FILM } from '../../../core/cost/packagedMinute.ts';

const film = { minutes: 10, mbps: 8, segmentSeconds: 6, days: 30 } as const;
const quantity = (price: string, method: 'copy' | 'transcode'): number =>
  packagedMinute({ ...film, method })
    .filter((line) => line.price === price)
    .reduce((sum, line) => sum + line.quantity, 0);

test.each([
  ['mediaConvertHdMinute', 20, 0],
  ['mediaConvertSdMinute', 20, 0],
  ['standardTransition', 44, 14],
  ['lambdaRequest', 18, 8],
  // Four renditions of a hundred segments, or one.
  ['s3PutRequest', 414, 111],
  ['s3GetRequest', 20, 120],
  ['dynamoReadUnit', 36, 16],
  // 600 MB, and what is made of it.
  ['s3StoredGbMonth', 1.275, 1.2],
])('%s: %d of ten minutes transcoded, %d copied', (price, transcoded, copied) => {
  expect(quantity(price, 'transcode')).toBeCloseTo(transcoded, 9);
  expect(quantity(price, 'copy')).toBeCloseTo(copied, 9);
});

test('pictures of what is copied are one small rendition, and a sixth of a transcode', () => {
  const sum = (film: PackagedFilm) =>
    packagedMinute(film)
      .filter(({ service }) => service === 'MediaConvert')
      .reduce((total, { dollars }) => total + dollars, 0);

  expect(sum({ ...USUAL_FILM, method: 'copy', pictures: true }) / sum(USUAL_FILM)).toBeCloseTo(1 / 6, 2);
});

test('copying costs a fortieth of transcoding, and most of that is MediaConvert', () => {
  const made = (method: 'copy' | 'transcode') =>
    packagedMinute({ ...USUAL_FILM, method }).filter(({ service }) => service !== 'S3 storage');
  const sum = (lines: readonly { readonly dollars: number }[]) =>
    lines.reduce((total, { dollars }) => total + dollars, 0);
  const encoding = made('transcode').filter(({ service }) => service === 'MediaConvert');

  expect(sum(made('copy'))).toBeLessThan(sum(made('transcode')) / 40);
  expect(sum(encoding) / sum(made('transcode'))).toBeGreaterThan(0.98);
});
