import { assertMayReach, callerOf, mayReach, STREAMS_CLAIM } from '../../../functions/api/caller.ts';
import { requestOf } from './requestOf.ts';

const KEY = 'GET /v1/streams';
const DEVICE = 'arn:aws:sts::000000000000:assumed-role/DeviceRole/front';

test.each([
  ['nobody had to say', {}, { subject: 'anyone', kind: 'anyone' }],
  ['who signed', { userArn: DEVICE }, { subject: DEVICE, kind: 'iam' }],
  ['a token', { claims: { sub: 'anna' } }, { subject: 'anna', kind: 'user' }],
  ['a machine’s token', { claims: { client_id: 'nightly' } }, { subject: 'nightly', kind: 'user' }],
  ['a token of nobody', { claims: {} }, { subject: 'nobody', kind: 'user' }],
])('%s', (_what, asked, caller) => {
  expect(callerOf(requestOf(KEY, asked))).toEqual(caller);
});

test.each([
  ['[front back]', ['front', 'back']],
  ['[front]', ['front']],
  ['front back', ['front', 'back']],
  ['front, back', ['front', 'back']],
  // There, and empty: nothing, and not everything.
  ['[]', []],
  ['', []],
  ['*', ['*']],
  ['true', ['true']],
])('streams in the claim %j', (claim, streams) => {
  const caller = callerOf(requestOf(KEY, { claims: { sub: 'anna', [STREAMS_CLAIM]: claim } }));

  expect(caller.streams).toEqual(streams);
  expect(mayReach(caller, 'front')).toBe(streams.includes('front'));
  expect(mayReach(caller, 'other')).toBe(false);
});

test('without the claim every stream is within reach, and beyond the list none', () => {
  expect(() => assertMayReach({ subject: 'anna', kind: 'user' }, 'front')).not.toThrow();
  expect(() => assertMayReach({ subject: 'anna', kind: 'user', streams: ['back'] }, 'front')).toThrow(
    expect.objectContaining({ name: 'AccessDenied' }),
  );
});
