import { conditionWords } from '../../../../cli/commands/streams/conditionWords.ts';

type Words = Parameters<typeof conditionWords>[0];
const STATE = { watermarkMs: 0, lagMs: 0, openPlans: 0, retentionHours: 24 };
const NEWEST = Date.UTC(2026, 10, 21, 12);

test.each<[Words, string]>([
  [{}, '-'],
  [{ condition: 'in-order', behind: false, silent: false }, 'in order'],
  [{ condition: 'catching-up' }, 'catching up'],
  [{ condition: 'paused' }, 'paused'],
  [{ condition: 'behind', behind: true, losingSoon: true }, 'behind, losing footage soon'],
  [{ condition: 'silent', silent: true, silentForMs: 960_000 }, 'silent for 16 min, never sent'],
  [
    { condition: 'behind', behind: true, silent: true, silentForMs: 5000, newestFragmentMs: NEWEST },
    'behind, silent for 5 s since 2026-11-21T12:00:00.000Z',
  ],
])('%j in words', (of, words) => {
  expect(conditionWords({ ...STATE, ...of })).toBe(words);
});
