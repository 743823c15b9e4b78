import { fileOfPlan } from '../../../core/verify/fileOfPlan.ts';
import { clipRow, NOW, objectsOf } from './sketch.ts';

const KEY = 'clips/door/2026/11/21/13/20261121T135251.262Z_4bc6f3d31c19.mp4';

test('reads the keys that the archive writes', () => {
  const row = clipRow(7, NOW, NOW + 1);
  expect(objectsOf(row).map(({ key }) => fileOfPlan(key, ''))).toEqual(
    [
      ['clips', 'media'],
      ['clips', 'manifest'],
      ['bundles', 'media'],
      ['bundles', 'manifest'],
    ].map(([folder, role]) => ({
      name: '20261121T120000.000Z_000000000007',
      planId: '000000000007',
      startProducerMs: NOW,
      folder,
      role,
      prefix: '',
    })),
  );
});

test.each([
  [KEY, '', true],
  [`site/hall/${KEY}`, 'site/hall/', true],
  [`site/hall/${KEY}`, '', false],
  [KEY, 'site/', false],
  [KEY.replace('.mp4', '.mkv'), '', false],
  [KEY.replace('clips', 'bundles'), '', false],
  [KEY.replace('/13/', '/14/'), '', false],
  [KEY.replace('_4bc6f3d31c19', ''), '', false],
  [KEY.replace('4bc6f3d31c19', '4bc6f3d31c1g'), '', false],
  [KEY.replaceAll('1121', '1399').replace('11/21', '13/99'), '', false],
  [`${KEY}.bak`, '', false],
  ['clips/door/readme.txt', '', false],
])('%s below "%s": %s', (key, prefix, ours) => {
  expect(fileOfPlan(key, prefix) !== undefined).toBe(ours);
});
