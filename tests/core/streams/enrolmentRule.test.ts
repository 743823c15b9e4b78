import { hasTag, parseEnrolmentRule } from '../../../core/streams/enrolmentRule.ts';

test.each([
  ['', '', undefined],
  ['', 'site-', { prefix: 'site-' }],
  ['archive', '', { tag: { key: 'archive' } }],
  ['archive=yes', 'site-', { prefix: 'site-', tag: { key: 'archive', value: 'yes' } }],
  ['archive=', '', { tag: { key: 'archive', value: '' } }],
  ['a=b=c', '', { tag: { key: 'a', value: 'b=c' } }],
])('the tag %j and the prefix %j', (tag, prefix, rule) => {
  expect(parseEnrolmentRule(tag, prefix)).toEqual(rule);
});

test.each([
  ['=yes', '', 'enrolByTag'],
  ['', 'site 7', 'enrolByPrefix'],
])('refuses the tag %j and the prefix %j', (tag, prefix, setting) => {
  expect(() => parseEnrolmentRule(tag, prefix)).toThrow(setting);
});

test.each<[string, Record<string, string>, boolean]>([
  ['archive', { archive: '' }, true],
  ['archive', { Archive: 'yes' }, false],
  ['archive=yes', { archive: 'yes' }, true],
  ['archive=yes', { archive: 'Yes' }, false],
  ['archive=', { archive: '' }, true],
  ['toString', {}, false],
])('the tag %j on a stream with %j', (tag, tags, expected) => {
  expect(hasTag(parseEnrolmentRule(tag, '') ?? {}, tags)).toBe(expected);
});
