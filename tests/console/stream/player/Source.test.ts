import { isLive, PLAYLIST_MS, type Source, sourceAfter, sourceFor } from '../../../../console/stream/player/Source.ts';

const NOW = 1_000_000_000_000;
const DAY = 86_400_000;
const AGO = NOW - DAY;
const OLD: Source = { kind: 'archive', fromMs: AGO, toMs: AGO + PLAYLIST_MS };

test.each<[string, number, Source | undefined, Source]>([
  ['yesterday', AGO, undefined, { kind: 'archive', fromMs: AGO - 60_000, toMs: AGO - 60_000 + PLAYLIST_MS }],
  [
    'a minute ago, after live',
    NOW - 60_000,
    { kind: 'live' },
    { kind: 'archive', fromMs: NOW - 120_000, toMs: undefined },
  ],
  // What was lost a quarter of an hour ago may be backfilled by now.
  [
    'a quarter of an hour ago',
    NOW - 900_000,
    undefined,
    { kind: 'archive', fromMs: NOW - 960_000, toMs: NOW - 30_000 },
  ],
  ['within the one that plays', AGO + 1000, OLD, OLD],
  [
    'before the one that plays',
    AGO - 1,
    OLD,
    { kind: 'archive', fromMs: AGO - 60_001, toMs: AGO - 60_001 + PLAYLIST_MS },
  ],
])('%s', (_, ms, present, expected) => {
  expect(sourceFor(ms, NOW, present)).toEqual(expected);
});

test('playlists follow each other until the present, and then none does', () => {
  let source: Source | undefined = OLD;
  const seen: Source[] = [];
  while (source !== undefined) {
    seen.push(source);
    source = sourceAfter(source, NOW);
  }
  expect(seen).toHaveLength(13);
  expect(seen.slice(-2)).toEqual([
    { kind: 'archive', fromMs: AGO + 11 * PLAYLIST_MS, toMs: NOW - 30_000 },
    { kind: 'archive', fromMs: NOW - 30_000, toMs: undefined },
  ]);
});

test('a night without footage is passed over in a few playlists', () => {
  let source: Source | undefined = { kind: 'archive', fromMs: NOW - 7 * DAY, toMs: NOW - 7 * DAY + PLAYLIST_MS };
  const lengths: (number | undefined)[] = [];
  while (source?.kind === 'archive' && source.toMs !== undefined) {
    lengths.push((source.toMs - source.fromMs) / 3_600_000);
    source = sourceAfter(source, NOW, true);
  }
  expect(lengths.slice(0, 6)).toEqual([2, 4, 8, 16, 24, 24]);
  expect(lengths).toHaveLength(10);
});

const GROWING: Source = { kind: 'archive', fromMs: NOW - 600_000, toMs: undefined };
test.each<[string, Source, number, number | undefined, boolean]>([
  ['what KVS plays live', { kind: 'live' }, NOW - 8000, undefined, true],
  ['the last of what grows', GROWING, NOW - 25_000, NOW - 10_000, true],
  ['further back in it', GROWING, NOW - 60_000, NOW - 10_000, false],
  ['the last of a camera that is silent', GROWING, NOW - 70_000, NOW - 65_000, false],
  ['before the playlist is known', GROWING, NOW, undefined, false],
  ['the end of what has an end', { kind: 'archive', fromMs: 0, toMs: NOW - 30_000 }, NOW - 31_000, NOW - 30_000, false],
])('%s: live or not', (_, source, ms, edgeMs, expected) => {
  expect(isLive(source, ms, edgeMs, NOW)).toBe(expected);
});
