import { matchPattern } from '../../../local/events/matchPattern.ts';

const created = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::images', 'arn:other'],
  detail: {
    bucket: { name: 'images' },
    object: { key: 'door/2026/a.jpg', size: 1000 },
    reason: 'PutObject',
    none: null,
  },
};

describe('matchPattern', () => {
  test.each<[string, unknown, boolean]>([
    ['nothing asked', {}, true],
    ['exact', { source: ['aws.s3'], 'detail-type': ['Object Created'] }, true],
    ['any of a list', { source: ['aws.kvs', 'aws.s3'] }, true],
    ['none of a list', { source: ['aws.kvs'] }, false],
    ['nested', { detail: { bucket: { name: ['images'] } } }, true],
    ['nested, other', { detail: { bucket: { name: ['clips'] } } }, false],
    ['a field that is not there', { detail: { version: ['0'] } }, false],
    ['an item of a list in the event', { resources: ['arn:aws:s3:::images'] }, true],
    ['null', { detail: { none: [null] } }, true],
    ['prefix', { detail: { object: { key: [{ prefix: 'door/' }] } } }, true],
    ['prefix, other', { detail: { object: { key: [{ prefix: 'gate/' }] } } }, false],
    ['suffix', { detail: { object: { key: [{ suffix: '.jpg' }] } } }, true],
    ['suffix ignoring case', { detail: { object: { key: [{ suffix: { 'equals-ignore-case': '.JPG' } }] } } }, true],
    ['equals ignoring case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    ['wildcard', { detail: { object: { key: [{ wildcard: 'door/*/a.*' }] } } }, true],
    ['wildcard, a dot is a dot', { detail: { object: { key: [{ wildcard: 'door/*a.j.g' }] } } }, false],
    ['anything but', { detail: { reason: [{ 'anything-but': ['CopyObject'] }] } }, true],
    ['anything but, itself', { detail: { reason: [{ 'anything-but': 'PutObject' }] } }, false],
    ['anything but a prefix', { detail: { object: { key: [{ 'anything-but': { prefix: 'door/' } }] } } }, false],
    ['anything but, of nothing', { detail: { version: [{ 'anything-but': 'x' }] } }, false],
    ['exists', { detail: { object: { size: [{ exists: true }] } } }, true],
    ['exists not', { detail: { object: { etag: [{ exists: false }] } } }, true],
    ['exists not, but does', { detail: { object: { size: [{ exists: false }] } } }, false],
    ['exists not, deep', { detail: { a: { b: [{ exists: false }] } } }, true],
    ['numeric range', { detail: { object: { size: [{ numeric: ['>', 0, '<=', 1000] }] } } }, true],
    ['numeric, outside', { detail: { object: { size: [{ numeric: ['>', 1000] }] } } }, false],
    ['numeric of a text', { source: [{ numeric: ['>', 0] }] }, false],
    ['either of two', { $or: [{ source: ['x'] }, { detail: { reason: ['PutObject'] } }] }, true],
    ['neither of two', { $or: [{ source: ['x'] }, { source: ['y'] }] }, false],
    ['an unknown matcher', { source: [{ cidr: '10.0.0.0/8' }] }, false],
    ['no pattern at all', 'x', false],
  ])('%s', (_, pattern, expected) => {
    expect(matchPattern(pattern, created)).toBe(expected);
  });
});
