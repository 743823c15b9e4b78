import { isAbsolute, join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { besidePath, objectPath } from '../../../local/s3/storage/objectPath.ts';

const segment = fc.oneof(
  fc.constantFrom('', '.', '..', '...', '~', '%', '%empty', '%2E', '%other', 'a.', 'con', '\\', 'x'.repeat(300)),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

describe('objectPath', () => {
  test('stays under its folder, in names that every file system takes', () => {
    fc.assert(
      fc.property(key, (one) => {
        const path = objectPath(one);
        expect(relative('/root', join('/root', path)).split(sep).join('/')).toBe(path);
        expect(isAbsolute(path)).toBe(false);
        expect(path).toMatch(/^[-\w.=,+@%/]+$/);
        for (const name of path.split('/')) {
          expect(name.length).toBeGreaterThan(0);
          expect(name.length).toBeLessThanOrEqual(200);
          expect(name.endsWith('.')).toBe(false);
        }
      }),
      { seed: 20260303, numRuns: 1000 },
    );
  });

  test('gives no two keys one path', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one !== other);
        expect(objectPath(one)).not.toBe(objectPath(other));
        expect(objectPath(one)).not.toBe(besidePath(objectPath(other), 'id'));
      }),
      { seed: 20260304, numRuns: 1000 },
    );
  });

  test.each([
    [
      'clips/cam/2026/11/21/13/20261121T130000.000Z_0123456789ab.mp4',
      'clips/cam/2026/11/21/13/20261121T130000.000Z_0123456789ab.mp4',
    ],
    ['a/../b', 'a/%2E%2E/b'],
    ['/a//b/', '%empty/a/%empty/b/%empty'],
    ['a b~c', 'a%20b%7Ec'],
    ['ü', '%C3%BC'],
  ])('maps %s to %s', (from, to) => {
    expect(objectPath(from)).toBe(to);
  });

  test.each([
    ['a/b.json', 'a/b~1.json'],
    ['a.d/b', 'a.d/b~1'],
    ['.hidden', '.hidden~1'],
  ])('puts a second file of %s at %s', (path, beside) => {
    expect(besidePath(path, '1')).toBe(beside);
  });
});
