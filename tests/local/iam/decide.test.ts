import { decide } from '../../../local/iam/decide.ts';
import { matchesWildcards } from '../../../local/iam/matchesWildcards.ts';
import { readStatements } from '../../../local/iam/readStatements.ts';
import { computingMs } from '../../computing.ts';

const policy = (...statements: object[]) => readStatements({ Version: '2012-10-17', Statement: statements }, 'policy');
const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

test.each([
  ['a*c', 'abbbc', true],
  ['a*c', 'ac', true],
  ['a*c', 'acd', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a', '', false],
  ['arn:aws:s3:::b/clips/*', 'arn:aws:s3:::b/clips/', true],
  ['arn:aws:s3:::b/clips/*', 'arn:aws:s3:::b/clip', false],
  ['*.mp4', 'a.mp4.mp4', true],
  ['a.c', 'abc', false],
  ['**a*', 'ba', true],
])('the pattern %s and %s: %s', (pattern, text, expected) => {
  expect(matchesWildcards(pattern, text)).toBe(expected);
});

test('a pattern of many stars on a long text ends at once', async () => {
  const matches = () => expect(matchesWildcards(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(await computingMs(matches)).toBeLessThan(2_000);
});

const BUCKET = 'arn:aws:s3:::b';
const LISTS = allow('s3:ListBucket', BUCKET, { StringLike: { 's3:prefix': 'streams/*' } });
const KNOWS = allow('s3:ListBucket', BUCKET, { StringLikeIfExists: { 's3:prefix': ['clips/*', 'bundles/*'] } });
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
const OWN = allow('kinesisvideo:PutMedia', 'arn:aws:kinesisvideo:r:a:stream/${credentials-iot:ThingName}/*');
const THING = { 'credentials-iot:thingname': 'front' };
const DENIES = { Effect: 'Deny', Action: 's3:*', Resource: '*' };

test.each<[string, object[], string, string, Record<string, string>, boolean]>([
  ['nothing is granted', [], 's3:GetObject', `${BUCKET}/k`, {}, false],
  ['it is granted', [allow('s3:GetObject', `${BUCKET}/*`)], 's3:GetObject', `${BUCKET}/k`, {}, true],
  ['another action', [allow('s3:PutObject', `${BUCKET}/*`)], 's3:GetObject', `${BUCKET}/k`, {}, false],
  ['another bucket', [allow('s3:GetObject', `${BUCKET}/*`)], 's3:GetObject', `${BUCKET}2/k`, {}, false],
  ['actions are not case-sensitive', [allow('S3:getobject', '*')], 's3:GetObject', `${BUCKET}/k`, {}, true],
  ['resources are', [allow('s3:GetObject', `${BUCKET}/K`)], 's3:GetObject', `${BUCKET}/k`, {}, false],
  ['a wildcard in the action', [allow(['sns:x', 's3:Get*'], '*')], 's3:GetObject', `${BUCKET}/k`, {}, true],
  ['a Deny beside the Allow', [allow('s3:*', '*'), DENIES], 's3:GetObject', `${BUCKET}/k`, {}, false],
  ['a variable', [OWN], 'kinesisvideo:PutMedia', 'arn:aws:kinesisvideo:r:a:stream/front/1', THING, true],
  ['a variable of another', [OWN], 'kinesisvideo:PutMedia', 'arn:aws:kinesisvideo:r:a:stream/front2/1', THING, false],
  ['a variable without a value', [OWN], 'kinesisvideo:PutMedia', 'arn:aws:kinesisvideo:r:a:stream//1', {}, false],
  [
    'a variable whose value is a pattern',
    [OWN],
    'kinesisvideo:PutMedia',
    'arn:aws:kinesisvideo:r:a:stream/back/1',
    { 'credentials-iot:thingname': '*' },
    false,
  ],
  ['the prefix', [LISTS], 's3:ListBucket', BUCKET, { 's3:prefix': 'streams/' }, true],
  ['another prefix', [LISTS], 's3:ListBucket', BUCKET, { 's3:prefix': 'clips/' }, false],
  ['no prefix at all', [LISTS], 's3:ListBucket', BUCKET, {}, false],
  ['no prefix, with IfExists', [KNOWS], 's3:ListBucket', BUCKET, {}, true],
  ['the second of two values', [KNOWS], 's3:ListBucket', BUCKET, { 's3:prefix': 'bundles/x' }, true],
  ['neither of two values', [KNOWS], 's3:ListBucket', BUCKET, { 's3:prefix': 'plans/x' }, false],
  [
    'StringEquals',
    [allow('a:b', '*', { StringEquals: { 'Events:Source': 'x' } })],
    'a:b',
    '*',
    { 'events:source': 'x' },
    true,
  ],
  ['StringEquals knows no wildcards', [allow('a:b', '*', { StringEquals: { k: '*' } })], 'a:b', '*', { k: 'x' }, false],
  ['StringNotEquals, other', [allow('a:b', '*', { StringNotEquals: { k: 'x' } })], 'a:b', '*', { k: 'y' }, true],
  ['StringNotEquals, same', [allow('a:b', '*', { StringNotEquals: { k: 'x' } })], 'a:b', '*', { k: 'x' }, false],
  ['StringNotLike, absent', [allow('a:b', '*', { StringNotLike: { k: 'x*' } })], 'a:b', '*', {}, true],
  ['Bool', [allow('a:b', '*', { Bool: { k: true } })], 'a:b', '*', { k: 'TRUE' }, true],
  ['ArnLike', [allow('a:b', '*', { ArnLike: { k: 'arn:*:x' } })], 'a:b', '*', { k: 'arn:1:x' }, true],
  [
    'one of two conditions fails',
    [allow('a:b', '*', { Bool: { k: true }, StringEquals: { l: 'x' } })],
    'a:b',
    '*',
    { k: 'true' },
    false,
  ],
  [
    'a key of Object.prototype is absent',
    [allow('a:b', '*', { StringLike: { constructor: '*' } })],
    'a:b',
    '*',
    {},
    false,
  ],
])('%s', (_name, statements, action, resource, context, expected) => {
  expect(decide(policy(...statements), { action, resource, context }).allowed).toBe(expected);
});

test.each([
  [
    'an operator that is not enforced',
    allow('a:b', '*', { NumericLessThan: { k: '1' } }),
    'NumericLessThan is not known',
  ],
  ['NotAction', { Effect: 'Allow', NotAction: 'a:b', Resource: '*' }, 'NotAction is not known'],
  ['no Effect', { Action: 'a:b', Resource: '*' }, 'Effect must be Allow or Deny'],
  ['no Resource', { Effect: 'Allow', Action: 'a:b' }, 'Resource: must be a string'],
  ['an empty list', allow([], '*'), 'Action: must be a string'],
  [
    'an intrinsic function that was left over',
    { Effect: 'Allow', Action: 'a:b', Resource: { Ref: 'x' } },
    'Resource: must be',
  ],
  ['a condition without keys', allow('a:b', '*', { Bool: 'x' }), 'Condition.Bool must be a map'],
])('%s is refused with its place', (_name, statement, message) => {
  expect(() => policy(allow('a:b', '*'), statement)).toThrow(`policy.Statement[1]`);
  expect(() => policy(allow('a:b', '*'), statement)).toThrow(message);
});
