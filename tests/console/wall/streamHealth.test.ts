import type { Item } from '../../../client/createClient.ts';
import { type Condition, findStreams, isLive, needsAttention, newestSpan } from '../../../console/wall/streamHealth.ts';

type Stream = Item<'/streams'>;

const stream = (streamName: string, state?: Partial<NonNullable<Stream['state']>>): Stream =>
  ({ streamName, ...(state === undefined ? {} : { state: { condition: 'in-order', ...state } }) }) as Stream;

test.each<[Condition, boolean]>([
  ['in-order', false],
  ['catching-up', false],
  ['paused', false],
  ['behind', true],
  ['silent', true],
  ['deleted', true],
])('%s needs attention: %s', (condition, expected) => {
  expect(needsAttention(stream('gate', { condition }))).toBe(expected);
});

test('whoever will lose footage soon needs attention; whoever has no state yet does not', () => {
  expect(needsAttention(stream('gate', { losingSoon: true }))).toBe(true);
  expect(needsAttention(stream('gate'))).toBe(false);
});

test.each([
  [undefined, undefined, false],
  [1000, 59_999, true],
  [1000, 60_000, false],
  [undefined, 0, false],
])('newest fragment at %p, silent for %p ms: live is %p', (newestFragmentMs, silentForMs, expected) => {
  const state = { newestFragmentMs, silentForMs } as Partial<NonNullable<Stream['state']>>;
  expect(isLive(stream('gate', state))).toBe(expected);
});

test('streams are found by a part of their name, in any case, and by need', () => {
  const streams = [stream('Gate-North'), stream('gate-south', { condition: 'silent' }), stream('yard')];
  const found = (name: string, attention: boolean) =>
    findStreams(streams, { name, attention }).map(({ streamName }) => streamName);
  expect(found('', false)).toEqual(['Gate-North', 'gate-south', 'yard']);
  expect(found(' GATE ', false)).toEqual(['Gate-North', 'gate-south']);
  expect(found('gate', true)).toEqual(['gate-south']);
  expect(found('yard', true)).toEqual([]);
});

test('the newest picture is sought before the watermark, of a silent stream before its last fragment', () => {
  expect(newestSpan(stream('gate'))).toBeUndefined();
  expect(newestSpan(stream('gate', { watermarkMs: 9_000_000 }))).toEqual({ fromMs: 1_800_000, toMs: 9_000_000 });
  expect(newestSpan(stream('gate', { watermarkMs: 500_000, newestFragmentMs: 200_000 }))).toEqual({
    fromMs: 80_000,
    toMs: 200_000,
  });
});
