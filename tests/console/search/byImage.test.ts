import { byImage, mostSpecific } from '../../../console/search/byImage.ts';

const seen = (imageId: string, label: string, parents: readonly string[] = []) => ({ imageId, label, parents });
const CAR = seen('b', 'Car', ['Vehicle', 'Transportation']);
const FOUND = [
  seen('b', 'Transportation'),
  seen('b', 'Vehicle', ['Transportation']),
  CAR,
  seen('a', 'Person'),
  seen('b', 'Dog'),
];

test('an image comes once, where its first detection does', () => {
  expect(byImage(FOUND).map((detections) => detections.map(({ label }) => label))).toEqual([
    ['Transportation', 'Vehicle', 'Car', 'Dog'],
    ['Person'],
  ]);
});

test('what another is a kind of is not told beside it', () => {
  expect(mostSpecific(byImage(FOUND)[0] ?? []).map(({ label }) => label)).toEqual(['Car', 'Dog']);
  expect(mostSpecific([])).toEqual([]);
});
