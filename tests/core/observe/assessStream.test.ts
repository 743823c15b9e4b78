import { serverMs } from '../../../core/fragment.ts';
import { assessStream, type Expectations, lagAllowanceMs } from '../../../core/observe/assessStream.ts';
import { enrolmentSettings } from '../../../core/streams/enrolment.ts';
import type { OpenPlan, StreamNotes } from '../../../core/streams/streamState.ts';
import { streamState } from '../../functions/fleet/streamState.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 21, 12);
/** As the defaults of a deployed stack: 60 s + 100 s + 2 x 300 s + 300 s are allowed. */
const EXPECTED: Expectations = { settleMs: MINUTE, intervalMs: 100_000, periodMs: 5 * MINUTE };
const CAUGHT_UP: StreamNotes = { caughtUpMs: NOW - 10 * HOUR };

interface Case {
  readonly lagMs?: number;
  readonly silentMs?: number | undefined;
  readonly settings?: object;
  readonly noted?: StreamNotes;
  readonly enrolledMs?: number;
  readonly changedMs?: number;
  readonly goneMs?: number;
  readonly retentionHours?: number;
  readonly openPlans?: readonly Pick<OpenPlan, 'openedMs'>[];
}

function assess(of: Case) {
  const { lagMs = 2 * MINUTE, noted = CAUGHT_UP, enrolledMs = 100 * HOUR, changedMs = enrolledMs } = of;
  const watermarkMs = NOW - lagMs;
  const silentMs = 'silentMs' in of ? of.silentMs : MINUTE;
  const state = streamState({
    watermarkMs: serverMs(watermarkMs),
    noted,
    createdMs: serverMs(NOW - 200 * HOUR),
    retentionHours: of.retentionHours ?? 24,
    openPlans: (of.openPlans ?? []) as OpenPlan[],
    ...(silentMs === undefined ? {} : { newestServerMs: serverMs(watermarkMs - silentMs) }),
    ...(of.goneMs === undefined ? {} : { goneMs: of.goneMs }),
  });
  const settings = enrolmentSettings.parse(of.settings ?? {});
  return assessStream({ settings, createdMs: NOW - enrolledMs, updatedMs: NOW - changedMs }, state, EXPECTED, NOW);
}

const ALLOWED = 1060_000;

test('a watermark may be as old as settling, interval, two ticks and a run explain', () => {
  expect(lagAllowanceMs({}, EXPECTED)).toBe(ALLOWED);
  expect(lagAllowanceMs({ intervalSeconds: 3600 }, EXPECTED)).toBe(ALLOWED - 100_000 + HOUR);
});

test.each<[string, Case, string]>([
  ['in order', {}, 'in-order'],
  ['at the edge of what is allowed', { lagMs: ALLOWED }, 'in-order'],
  ['behind', { lagMs: ALLOWED + 1 }, 'behind'],
  ['with an interval of its own', { lagMs: ALLOWED + 1, settings: { intervalSeconds: 3600 } }, 'in-order'],
  ['just enrolled, working off what was there', { lagMs: 20 * HOUR, noted: {}, enrolledMs: 2 * HOUR }, 'catching-up'],
  ['enrolled a day ago and never in order', { lagMs: 20 * HOUR, noted: {}, enrolledMs: 25 * HOUR }, 'behind'],
  ['was in order once, then fell behind', { lagMs: 20 * HOUR, enrolledMs: 2 * HOUR }, 'behind'],
  ['resumed just now', { lagMs: 20 * HOUR, changedMs: 5 * MINUTE }, 'in-order'],
  ['resumed a while ago', { lagMs: 20 * HOUR, changedMs: 30 * MINUTE }, 'behind'],
  ['paused', { lagMs: 90 * HOUR, settings: { enabled: false } }, 'paused'],
  ['deleted in KVS', { lagMs: 90 * HOUR, goneMs: 1 }, 'deleted'],
  ['deleted and paused', { goneMs: 1, settings: { enabled: false } }, 'deleted'],
  ['silent for fifteen minutes and a bit', { silentMs: 15 * MINUTE + 1 }, 'silent'],
  ['silent for fifteen minutes', { silentMs: 15 * MINUTE }, 'in-order'],
  ['a camera of events', { silentMs: 90 * HOUR, settings: { expects: 'events' } }, 'in-order'],
  [
    'a camera of events with a limit of its own',
    { silentMs: 2 * HOUR, settings: { expects: 'events', silenceSeconds: 3600 } },
    'silent',
  ],
  ['a shorter limit of its own', { silentMs: 61_000, settings: { silenceSeconds: 60 } }, 'silent'],
  ['that nobody wants to hear of', { silentMs: 90 * HOUR, settings: { silenceSeconds: 0 } }, 'in-order'],
  ['never sent, enrolled just now', { silentMs: undefined, enrolledMs: 10 * MINUTE }, 'in-order'],
  ['never sent, enrolled a while ago', { silentMs: undefined, enrolledMs: 20 * MINUTE }, 'silent'],
  ['never sent since somebody looks', { silentMs: undefined, noted: { caughtUpMs: NOW - 10 * MINUTE } }, 'in-order'],
  ['of before anybody looked', { silentMs: undefined, noted: {} }, 'in-order'],
])('a stream %s', (_name, of, condition) => {
  const health = assess(of);

  expect(health.condition).toBe(condition);
  expect(health.behind).toBe(condition === 'behind');
  expect(health.silent).toBe(condition === 'silent');
});

test('while a stream is behind, the last word about its silence stands', () => {
  const late = { lagMs: 3 * HOUR, silentMs: 30 * MINUTE };

  expect(assess(late)).toMatchObject({ condition: 'behind', silent: false });
  expect(assess({ ...late, noted: { ...CAUGHT_UP, silentSinceMs: 1 } })).toMatchObject({
    condition: 'behind',
    silent: true,
  });
});

test('an archive that stands still says nothing about its cameras', () => {
  // No pass for two hours: the newest fragment that was listed is old, and so is the watermark.
  expect(assess({ lagMs: 2 * HOUR, silentMs: MINUTE })).toMatchObject({ behind: true, silent: false });
});

test.each<[string, Case, boolean]>([
  ['has spent less than three quarters of its retention', { lagMs: 18 * HOUR - 1 }, false],
  ['has spent more', { lagMs: 18 * HOUR + 1 }, true],
  ['an open plan has', { openPlans: [{ openedMs: NOW - 19 * HOUR }] }, true],
  ['a longer retention', { lagMs: 19 * HOUR, retentionHours: 48 }, false],
  ['paused: its owner knows', { lagMs: 90 * HOUR, settings: { enabled: false } }, false],
  ['deleted: KVS keeps nothing of it', { lagMs: 90 * HOUR, goneMs: 1 }, false],
  ['no retention at all', { lagMs: 90 * HOUR, retentionHours: 0 }, false],
])('is footage soon lost: %s', (_name, of, expected) => {
  expect(assess(of).losingSoon).toBe(expected);
});
