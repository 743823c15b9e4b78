import { diagnose } from '../../../core/doctor/Finding.ts';
import { fleetQuotas } from '../../../core/doctor/fleetQuotas.ts';
import type { StackFacts } from '../../../core/doctor/StackFacts.ts';
import { STACK_CHECKS } from '../../../core/doctor/stackChecks.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 14);
const MINUTE_MS = 60_000;

const run = (status: string, minutesAgo = 4) => ({
  status,
  startMs: NOW_MS - minutesAgo * MINUTE_MS,
  name: `run-${status}`,
});
const fleet = { streams: 12, paused: 0, behind: [], silent: [], losingSoon: [] };
const SOUND: StackFacts = {
  nowMs: NOW_MS,
  region: 'eu-west-1',
  calls: [{ action: 'states:ListExecutions' }],
  machine: { status: 'ACTIVE' },
  runs: [run('RUNNING', 0), run('SUCCEEDED'), run('SUCCEEDED', 9)],
  fleet,
  deadLetters: 0,
  openGaps: { count: 0 },
  quotas: fleetQuotas({ streams: 12, intervalSeconds: 300 }, []),
  missingOutputs: [],
  regions: ['eu-west-1'],
};
const of = (over: Partial<StackFacts>): StackFacts => ({ ...SOUND, ...over });
const failed = (action: string, denied: boolean) => ({ action, failure: { denied, message: 'socket hang up' } });

test('a sound stack: nothing is found', () => {
  expect(diagnose(STACK_CHECKS, SOUND)).toEqual([]);
});

test.each<[string, 'error' | 'warning' | 'note', StackFacts, string]>([
  [
    'reach.failed',
    'error',
    of({ calls: [failed('execute-api:Invoke', false)] }),
    'execute-api:Invoke (socket hang up)',
  ],
  [
    'permission.denied',
    'error',
    of({ calls: [failed('s3:ListBucket', true), failed('dynamodb:Query', true)] }),
    'your identity may not: s3:ListBucket, dynamodb:Query',
  ],
  ['stack.outputs', 'error', of({ missingOutputs: ['LedgerTableName'] }), 'LedgerTableName'],
  ['stack.region', 'error', of({ regions: ['us-east-1'] }), 'us-east-1, asked was eu-west-1'],
  ['machine.status', 'error', of({ machine: { status: 'DELETING' } }), 'DELETING'],
  ['schedule.disabled', 'error', of({ schedule: { enabled: false } }), 'is off'],
  ['schedule.quiet', 'warning', of({ runs: [run('SUCCEEDED', 21)] }), 'last ran 21 min ago'],
  ['schedule.quiet', 'warning', of({ runs: [] }), 'has never run'],
  [
    'runs.failing',
    'error',
    of({ runs: [run('FAILED'), run('SUCCEEDED')] }),
    '1 of the last 2 runs did not succeed, last run-FAILED',
  ],
  ['runs.failing', 'warning', of({ runs: [run('SUCCEEDED'), run('TIMED_OUT')] }), 'TIMED_OUT'],
  ['fleet.losing', 'error', of({ fleet: { ...fleet, losingSoon: ['yard'] } }), 'footage of yard leaves KVS'],
  [
    'fleet.behind',
    'warning',
    of({ fleet: { ...fleet, behind: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } }),
    'behind: a, b, c, d, e and 2 more',
  ],
  ['fleet.silent', 'warning', of({ fleet: { ...fleet, silent: ['yard'] } }), 'silent: yard'],
  ['fleet.none', 'note', of({ fleet: { ...fleet, streams: 0 } }), 'no stream is archived'],
  ['fleet.paused', 'note', of({ fleet: { ...fleet, paused: 2 } }), '2 of 12 streams are paused'],
  [
    'gaps.open',
    'error',
    of({ openGaps: { count: 3, soonestMs: NOW_MS + 90 * MINUTE_MS } }),
    '3 gaps can still be filled; the first leaves KVS in 1 h 30 min',
  ],
  ['dead-letters.any', 'warning', of({ deadLetters: 4 }), '4 ticks'],
])('%s, %s', (code, level, facts, text) => {
  const found = diagnose(STACK_CHECKS, facts).filter((finding) => finding.code === code);

  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ level, text: expect.stringContaining(text), remedy: expect.any(String) });
});

test('a stack without streams is not asked for runs', () => {
  const found = diagnose(STACK_CHECKS, of({ runs: [], fleet: { ...fleet, streams: 0 } }));

  expect(found.map(({ code }) => code)).toEqual(['fleet.none']);
});

describe('quotas', () => {
  const near = (streams: number, told: Parameters<typeof fleetQuotas>[1] = []) =>
    diagnose(STACK_CHECKS, of({ quotas: fleetQuotas({ streams, intervalSeconds: 300 }, told) }));

  test.each<[number, 'error' | 'warning' | undefined]>([
    [6_999, undefined],
    [7_000, 'warning'],
    [10_000, 'error'],
  ])('%d streams of the usual 10,000: %s', (streams, level) => {
    expect(near(streams)[0]?.level).toBe(level);
  });

  test('what Service Quotas tells wins over the documentation', () => {
    const told = [{ service: 'kinesisvideo', name: 'Number of streams per account', value: 100_000 }];

    expect(near(7_000, told)).toEqual([]);
    expect(fleetQuotas({ streams: 7_000, intervalSeconds: 300 }, told)[0]).toEqual({
      name: 'streams of the account',
      unit: 'streams',
      used: 7_000,
      quota: 100_000,
      from: 'Service Quotas',
    });
  });

  test('50,000 streams: calls a second', () => {
    const used = Object.fromEntries(
      fleetQuotas({ streams: 50_000, intervalSeconds: 300 }, []).map((use) => [use.name, Math.round(use.used)]),
    );

    expect(used).toEqual({
      'streams of the account': 50_000,
      'GetDataEndpoint, if every endpoint moved within one interval': 500,
      'DescribeStream, once an hour for each stream': 14,
      'children of a Map started a second': 167,
      'functions running at once': 500,
    });
  });
});
