import { PLAYLIST_MS, type Source, sourceAfter, sourceFor } from '../../../../console/stream/player/Source.ts';

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
  const settledMs = NOW - 30 * 60_000;
  expect(seen).toHaveLength(13);
  expect(seen.slice(-2)).toEqual([
    { kind: 'archive', fromMs: AGO + 11 * PLAYLIST_MS, toMs: settledMs },
    { kind: 'archive', fromMs: settledMs, toMs: undefined },
  ]);
});
