import { FrameLength } from '../../../../console/stream/player/FrameLength.ts';

test.each([
  ['25 a second', [0, 0.04, 0.08, 0.12], 0.04],
  ['50 a second', [0, 0.02, 0.04], 0.02],
  ['nothing was shown yet', [], 0.04],
  ['the first one says nothing', [17], 0.04],
  ['a jump on, and one back, are no frames', [0, 0.02, 9, 3, 3.02], 0.02],
  ['the same one twice', [0, 0.02, 0.02], 0.02],
])('%s', (_, shown, expected) => {
  const length = new FrameLength();
  for (const at of shown) length.show(at);
  expect(length.seconds).toBeCloseTo(expected, 6);
});

test('a camera of five a second is known by and by', () => {
  const length = new FrameLength();
  for (let at = 0; at < 10; at += 0.2) length.show(at);
  expect(length.seconds).toBeGreaterThan(0.19);
});
