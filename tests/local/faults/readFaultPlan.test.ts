import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { s3OperationOf } from '../../../local/faults/describeCall.ts';
import { S3_CALLS } from '../../../local/faults/operationNames.ts';
import { readFaultPlan } from '../../../local/faults/readFaultPlan.ts';
import { operationFor } from '../../../local/s3/operationTable.ts';
import { s3Request } from '../../../local/s3/request/s3Request.ts';

const FUNCTIONS = ['kvs-archiver-local-archiveClip', 'kvs-archiver-local-archiveBundle'];

describe('readFaultPlan', () => {
  test('the example of the documentation', () => {
    const plan = {
      seed: 1,
      rules: [
        {
          service: 'kinesis-video-archived-media',
          operation: 'GetClip',
          kind: 'truncate',
          probability: 0.2,
          atByte: 1000,
        },
        { service: 'kinesis-video', operation: 'GetDataEndpoint', kind: 'slow', nth: [1, 3], ms: 500 },
        { function: 'archiveClip', kind: 'kill', afterCall: 2, probability: 0.1 },
        { function: 'kvs-archiver-local-archiveBundle', kind: 'timeout', beforeCall: 2 },
        { event: 'Object Created', kind: 'late', ms: 10 },
      ],
    };
    expect(readFaultPlan(plan, FUNCTIONS)).toEqual(plan);
  });

  test('every plan that docs/faults.md shows', () => {
    const text = readFileSync(join(__dirname, '../../../docs/faults.md'), 'utf8');
    const plans = [...text.matchAll(/faults -d '([^']+)'/g)].map(([, plan = '']) => plan);

    const functions = [...FUNCTIONS, 'kvs-archiver-local-listFragments'];
    const read = plans.map((plan) => readFaultPlan(JSON.parse(plan), functions).rules.length);

    expect(read).toEqual([3, 2, 1, 2, 2, 3]);
  });

  test.each([
    ['text', null, /object/],
    ['rules missing', {}, /^rules: /],
    ['a key beside', { rules: [], rule: [] }, /"rule"/],
    ['a seed that is none', { seed: 'x', rules: [] }, /^seed: /],
    ['a rule of nothing', { rules: [{ kind: 'error' }] }, /^rules\[0\]: names one of service, function, event$/],
    [
      'a rule of two',
      { rules: [{ service: 's3', function: 'archiveClip', kind: 'error' }] },
      /^rules\[0\]: names one of/,
    ],
    ['an unknown service', { rules: [{ service: 's4', kind: 'error' }] }, /^rules\[0\]\.service: .*"s3"/],
    ['an unknown kind', { rules: [{ service: 's3', kind: 'explode' }] }, /^rules\[0\]\.kind: /],
    ['a kind of functions', { rules: [{ service: 's3', kind: 'kill' }] }, /^rules\[0\]\.kind: /],
    ['a kind of services', { rules: [{ function: 'archiveClip', kind: 'slow' }] }, /^rules\[0\]\.kind: /],
    ['an unknown key', { rules: [{ service: 's3', kind: 'error', operatoin: 'X' }] }, /^rules\[0\]: .*"operatoin"/],
    [
      'an operation of another',
      { rules: [{ service: 's3', operation: 'GetClip', kind: 'error' }] },
      /^rules\[0\]\.operation: s3 has no operation GetClip$/,
    ],
    [
      'an operation misspelt',
      { rules: [{ service: 'kinesis-video', operation: 'getDataEndpoint', kind: 'error' }] },
      /^rules\[0\]\.operation: /,
    ],
    ['slow without ms', { rules: [{ service: 's3', kind: 'slow' }] }, /^rules\[0\]\.ms: .*required/],
    ['ms with an error', { rules: [{ service: 's3', kind: 'error', ms: 5 }] }, /^rules\[0\]\.ms: /],
    ['atByte with a throttle', { rules: [{ service: 's3', kind: 'throttle', atByte: 5 }] }, /^rules\[0\]\.atByte: /],
    [
      'a byte before the answer',
      { rules: [{ service: 's3', kind: 'reset', when: 'before', atByte: 5 }] },
      /^rules\[0\]\.atByte: /,
    ],
    [
      'a probability of 20',
      { rules: [{ service: 's3', kind: 'error', probability: 20 }] },
      /^rules\[0\]\.probability: /,
    ],
    ['the nought-th call', { rules: [{ service: 's3', kind: 'error', nth: [1, 0] }] }, /^rules\[0\]\.nth\[1\]: /],
    ['no call', { rules: [{ service: 's3', kind: 'error', nth: [] }] }, /^rules\[0\]\.nth: /],
    [
      'before and after',
      { rules: [{ function: 'archiveClip', kind: 'kill', beforeCall: 1, afterCall: 1 }] },
      /^rules\[0\]\.afterCall: /,
    ],
    [
      'an unknown function',
      { rules: [{ function: 'Clip', kind: 'kill' }] },
      /^rules\[0\]\.function: there is no function Clip$/,
    ],
    ['late without ms', { rules: [{ event: 'Object Created', kind: 'late' }] }, /^rules\[0\]\.ms: /],
    [
      'a listing that is late by nobody knows how much',
      { rules: [{ service: 'kinesis-video-archived-media', operation: 'ListFragments', kind: 'late' }] },
      /^rules\[0\]\.ms: .*required/,
    ],
    [
      'a clip in another order',
      { rules: [{ service: 'kinesis-video-archived-media', operation: 'GetClip', kind: 'shuffle' }] },
      /^rules\[0\]\.operation: must be ListFragments/,
    ],
    ['a page of no operation', { rules: [{ service: 's3', kind: 'repeat' }] }, /^rules\[0\]\.operation: must be/],
    ['a retention of S3', { rules: [{ service: 's3', kind: 'expire', ms: 5 }] }, /^rules\[0\]\.service: /],
    ['an expiry of no age', { rules: [{ service: 'kinesis-video', kind: 'expire' }] }, /^rules\[0\]\.ms: .*required/],
    ['a full disk of DynamoDB', { rules: [{ service: 'dynamodb', kind: 'disk-full' }] }, /^rules\[0\]\.service: /],
    [
      'a full disk for who reads',
      { rules: [{ service: 's3', operation: 'GetObject', kind: 'disk-full' }] },
      /^rules\[0\]\.operation: needs no space/,
    ],
    ['a slow day', { rules: [{ service: 's3', kind: 'slow', ms: 4_000_000 }] }, /^rules\[0\]\.ms: is at most/],
    ['a clock without ms', { rules: [{ function: 'archiveClip', kind: 'clock' }] }, /^rules\[0\]\.ms: .*required/],
    ['ms with a kill', { rules: [{ function: 'archiveClip', kind: 'kill', ms: 5 }] }, /^rules\[0\]\.ms: /],
    [
      'a clock after a call',
      { rules: [{ function: 'archiveClip', kind: 'clock', ms: 5, afterCall: 1 }] },
      /^rules\[0\]\.kind: clock is wrong/,
    ],
    [
      'two at once',
      {
        rules: [
          { service: 's3', kind: 'error' },
          { service: 's4', kind: 'x' },
        ],
      },
      /^rules\[1\]\.service: .*; rules\[1\]\.kind: /,
    ],
  ])('refuses %s, and names the field', (_, plan, message) => {
    expect(() => readFaultPlan(plan, FUNCTIONS)).toThrow(
      expect.objectContaining({ kind: 'InvalidInput', message: expect.stringMatching(message) }),
    );
  });
});

test('operations of S3 are named as the service tells them apart', () => {
  const paths = { service: '/', bucket: '/bucket', object: '/bucket/a/key' };
  for (const [method, target, query, operation, copies] of S3_CALLS) {
    const url = `${paths[target]}${query === '' ? '' : `?${query}=1`}`;
    const headers = copies === true ? { 'x-amz-copy-source': 'b/k' } : {};
    const answeredBy = operationFor(s3Request({ method, url, headers } as unknown as IncomingMessage, ''));
    expect(s3OperationOf(method, url, copies === true)).toBe(operation);
    expect(answeredBy.name.toLowerCase()).toBe(operation.toLowerCase());
  }
  expect(s3OperationOf('GET', '/bucket/?list-type=2&prefix=a', false)).toBe('ListObjectsV2');
  expect(s3OperationOf('PATCH', '/bucket', false)).toBeUndefined();
});
