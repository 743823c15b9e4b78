import { ObjectFinder } from '../../../../local/rekognition/model/ObjectFinder.ts';

const NOWHERE = { assets: '/nowhere/model.data', runtime: '/nowhere/index.js', wasm: '/nowhere/wasm.js' };
const PICTURE = new Uint8Array(300 * 300 * 3);

test('64 pictures wait at most; those beyond are told to come back, and the next are taken again', async () => {
  const finder = new ObjectFinder(() => NOWHERE);

  const outcomes = await Promise.allSettled(Array.from({ length: 80 }, () => finder.find(PICTURE, 0.4)));
  const next = finder.find(PICTURE, 0.4);

  const names = outcomes.map((each) => (each.status === 'rejected' ? (each.reason as Error).name : 'seen'));
  expect(names).toEqual([
    ...Array.from({ length: 64 }, () => 'NotFound'),
    ...Array.from({ length: 16 }, () => 'Throttled'),
  ]);
  await expect(next).rejects.toMatchObject({
    name: 'NotFound',
    message: expect.stringContaining('/nowhere/model.data'),
  });
  await finder.close();
  await expect(finder.find(PICTURE, 0.4)).rejects.toMatchObject({ name: 'Internal' });
});
