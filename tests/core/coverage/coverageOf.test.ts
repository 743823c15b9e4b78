import fc from 'fast-check';
import type { CoverageKind } from '../../../core/coverage/CoverageSpan.ts';
import { continuityTolerance } from '../../../core/coverage/continuity.ts';
import { type CoverageQuestion, coverageOf } from '../../../core/coverage/coverageOf.ts';
import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import type { StreamKnowledge } from '../../../core/coverage/StreamKnowledge.ts';
import { producerMs, serverMs } from '../../../core/fragment.ts';
import { planIdOf } from '../../../core/plans/plan.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;
const row = (kind: LedgerSpan['kind'] | 'failed' | 'expired' | 'unsupported-media', start: number, end: number) =>
  ({
    planId: planIdOf(`${kind}-${start}`),
    kind: kind === 'clip' || kind === 'erased' ? kind : 'gap',
    startMs: producerMs(start),
    endMs: producerMs(end),
    fragments: 0,
    ...(kind === 'clip' || kind === 'erased' || kind === 'gap' ? {} : { reason: kind }),
  }) as LedgerSpan;
const stream = (given: Partial<Record<'createdMs' | 'beganMs' | 'watermarkMs' | 'goneMs', number>> = {}) =>
  ({
    createdMs: serverMs(0),
    watermarkMs: serverMs(NOW),
    pending: [],
    unseen: [],
    ...given,
  }) as unknown as StreamKnowledge;
const ask = (question: Partial<CoverageQuestion>) =>
  coverageOf({ fromMs: 0, toMs: 10 * MINUTE, nowMs: NOW, rows: [], streams: [stream()], ...question }).map(
    ({ startMs, endMs, kind, estimated }) =>
      `${startMs / 1000}-${endMs / 1000} ${kind}${estimated === true ? ' by estimate' : ''}`,
  );

describe('coverage of a span', () => {
  it.each<[rule: string, question: Partial<CoverageQuestion>, expected: string[]]>([
    ['nothing was sent', {}, ['0-600 not-recorded']],
    ['no stream was ever seen under the name', { streams: [] }, ['0-600 unclaimed']],
    [
      'clips cut at the 200th fragment are one stretch',
      { rows: [row('clip', 0, 299_960), row('clip', 300_000, 600_000)] },
      ['0-600 archived'],
    ],
    [
      'a hole of over a second is one',
      { rows: [row('clip', 0, 299_000), row('clip', 300_001, 600_000)] },
      ['0-299 archived', '299-300.001 not-recorded', '300.001-600 archived'],
    ],
    [
      'fragments five seconds apart: two and a half between two clips is none',
      { rows: [{ ...row('clip', 0, 297_500), fragments: 59 }, row('clip', 300_000, 600_000)] },
      ['0-600 archived'],
    ],
    [
      'a seam between clip and gap belongs to what stands before it',
      { rows: [row('clip', 0, 299_960), row('failed', 300_000, 600_000)] },
      ['0-300 archived', '300-600 failed'],
    ],
    [
      'every reason of the ledger',
      {
        rows: [
          row('failed', 0, 100_000),
          row('expired', 100_000, 200_000),
          row('unsupported-media', 200_000, 300_000),
          row('erased', 300_000, 400_000),
        ],
      },
      ['0-100 failed', '100-200 expired', '200-300 unsupported-media', '300-400 erased', '400-600 not-recorded'],
    ],
    [
      'retention has taken a clip, and not yet the next',
      {
        rows: [
          { ...row('clip', 0, 300_000), retireAtMs: NOW },
          { ...row('clip', 300_000, 600_000), retireAtMs: NOW + 1 },
        ],
      },
      ['0-300 retired', '300-600 archived'],
    ],
    [
      'uploaded twice, and one of the two has failed: the footage is there',
      { rows: [row('clip', 0, 600_000), row('failed', 100_000, 200_000)] },
      ['0-600 archived'],
    ],
    ['sessions that overlap', { rows: [row('clip', 0, 350_000), row('clip', 300_000, 600_000)] }, ['0-600 archived']],
    [
      'an open plan, and what KVS lists',
      {
        rows: [row('clip', 0, 100_000)],
        streams: [
          {
            ...stream(),
            pending: [
              { startMs: producerMs(100_000), endMs: producerMs(200_000) },
              { startMs: producerMs(400_000), endMs: producerMs(500_000) },
            ],
          },
        ],
      },
      ['0-100 archived', '100-200 pending', '200-400 not-recorded', '400-500 pending', '500-600 not-recorded'],
    ],
    [
      'above the watermark nothing is claimed, but what is archived is',
      { rows: [row('clip', 400_000, 500_000)], streams: [stream({ watermarkMs: 300_000 })] },
      ['0-300 not-recorded', '300-400 unclaimed', '400-500 archived', '500-600 unclaimed'],
    ],
    [
      'a clock two minutes slow: footage of the last two minutes is still on its way',
      {
        rows: [{ ...row('clip', 0, 100_000), earliestServerMs: serverMs(120_000) }],
        streams: [stream({ watermarkMs: 400_000 })],
      },
      ['0-100 archived', '100-280 not-recorded', '280-600 unclaimed'],
    ],
    [
      'footage of hours ago that is sent now says nothing of the clock',
      {
        rows: [{ ...row('clip', 0, 100_000), earliestServerMs: serverMs(5 * 3_600_000) }],
        streams: [stream({ watermarkMs: 400_000 })],
      },
      ['0-100 archived', '100-400 not-recorded', '400-600 unclaimed'],
    ],
    [
      'since now: what was in KVS before was not looked at',
      { streams: [stream({ createdMs: 100_000, beganMs: 200_000 })] },
      ['0-100 not-recorded', '100-200 unclaimed', '200-600 not-recorded'],
    ],
    [
      'left KVS unseen: by estimate, and not where footage of the time came another way',
      {
        rows: [row('clip', 150_000, 170_000)],
        streams: [{ ...stream(), unseen: [{ startMs: serverMs(100_000), endMs: serverMs(200_000) }] }],
      },
      [
        '0-100 not-recorded',
        '100-150 expired by estimate',
        '150-170 archived',
        '170-200 expired by estimate',
        '200-600 not-recorded',
      ],
    ],
    [
      'deleted and made again: what the old one held above its watermark went with it',
      {
        rows: [row('clip', 0, 190_000), row('clip', 300_000, 500_000)],
        streams: [
          stream({ watermarkMs: 190_000, goneMs: 250_000 }),
          stream({ createdMs: 250_000, watermarkMs: 550_000 }),
        ],
      },
      [
        '0-190 archived',
        '190-250 expired by estimate',
        '250-300 not-recorded',
        '300-500 archived',
        '500-550 not-recorded',
        '550-600 unclaimed',
      ],
    ],
    [
      'one frame is a moment',
      { toMs: 60_000, rows: [row('clip', 30_000, 30_000)] },
      ['0-30 not-recorded', '30-30.001 archived', '30.001-60 not-recorded'],
    ],
    [
      'a span inside of a clip, whose neighbours are not asked for',
      { fromMs: 310_000, toMs: 320_000, rows: [row('clip', 0, 299_960), row('clip', 300_000, 600_000)] },
      ['310-320 archived'],
    ],
    [
      'a span inside of a seam',
      { fromMs: 299_970, toMs: 299_990, rows: [row('clip', 0, 299_960), row('clip', 300_000, 600_000)] },
      ['299.97-299.99 archived'],
    ],
    ['a span that ends before it begins', { fromMs: 5, toMs: 5 }, []],
  ])('%s', (_rule, question, expected) => {
    expect(ask(question)).toEqual(expected);
  });
});

/** Times are whole cells of a tenth of a second, so that a model can go through them one by one. */
const CELL = 100;
const CELLS = 300;
const PRECEDENCE: CoverageKind[] = [
  'archived',
  'failed',
  'unsupported-media',
  'expired',
  'pending',
  'erased',
  'retired',
];
const cell = fc.integer({ min: 0, max: CELLS });
const someRow = fc
  .tuple(
    fc.constantFrom('clip', 'clip', 'retired', 'failed', 'expired', 'unsupported-media', 'erased'),
    cell,
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([kind, start, cells, fragments]): LedgerSpan => {
    const made = row((kind === 'retired' ? 'clip' : kind) as 'clip', start * CELL, (start + cells) * CELL);
    return { ...made, fragments, ...(kind === 'retired' ? { retireAtMs: NOW - 1 } : {}) };
  });
const situation = fc.record({
  rows: fc.array(someRow, { maxLength: 12 }),
  pending: fc.array(fc.tuple(cell, fc.integer({ min: 1, max: 20 })), { maxLength: 2 }),
  unseen: fc.array(fc.tuple(cell, fc.integer({ min: 1, max: 60 })), { maxLength: 2 }),
  watermark: fc.integer({ min: 0, max: CELLS * 2 }),
  from: cell,
  cells: fc.integer({ min: 1, max: CELLS }),
  shuffle: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function questionOf({ rows, pending, unseen, watermark, from, cells }: Situation): CoverageQuestion {
  const of = (spans: [number, number][]) =>
    spans.map(([start, count]) => ({ startMs: start * CELL, endMs: (start + count) * CELL })) as never;
  return {
    fromMs: from * CELL,
    toMs: (from + cells) * CELL,
    nowMs: NOW,
    rows,
    streams: [{ ...stream({ watermarkMs: watermark * CELL }), pending: of(pending), unseen: of(unseen) }],
  };
}

/** The rules once more, cell by cell, without any cleverness. */
function model({ rows, streams, fromMs, toMs, nowMs }: CoverageQuestion): CoverageKind[] {
  const cells = CELLS * 2 + 100;
  const kinds: (CoverageKind | undefined)[] = Array.from({ length: cells }, (_, index) => {
    const at = index * CELL;
    const holds = (span: { startMs: number; endMs: number }) => span.startMs <= at && at < span.endMs;
    const here = rows.filter(holds).map((each): CoverageKind => {
      if (each.kind === 'gap') return each.reason ?? 'failed';
      if (each.kind === 'erased') return 'erased';
      return each.retireAtMs !== undefined && each.retireAtMs <= nowMs ? 'retired' : 'archived';
    });
    if (streams.some(({ pending }) => pending.some(holds))) here.push('pending');
    return PRECEDENCE.find((kind) => here.includes(kind));
  });
  for (let start = 1; start < cells; start++) {
    if (kinds[start] !== undefined || kinds[start - 1] === undefined) continue;
    let end = start;
    while (end < cells && kinds[end] === undefined) end++;
    if (end === cells) break;
    const beside = rows.filter(({ startMs, endMs }) => endMs === start * CELL || startMs === end * CELL);
    if ((end - start) * CELL <= continuityTolerance(beside)) kinds.fill(kinds[start - 1], start, end);
  }
  return kinds
    .map((kind, index): CoverageKind => {
      const at = index * CELL;
      if (kind !== undefined) return kind;
      if (streams.some(({ unseen }) => unseen.some((span) => span.startMs <= at && at < span.endMs))) return 'expired';
      return streams.some(({ watermarkMs }) => at >= watermarkMs) ? 'unclaimed' : 'not-recorded';
    })
    .slice(fromMs / CELL, toMs / CELL);
}

describe('coverage, whatever the ledger holds', () => {
  it('parts the span exactly, as a model says that goes through it moment by moment', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const question = questionOf(given);

        const spans = coverageOf(question);

        expect(spans[0]?.startMs).toBe(question.fromMs);
        expect(spans.at(-1)?.endMs).toBe(question.toMs);
        spans.slice(1).forEach((span, index) => {
          expect(span.startMs).toBe(spans[index]?.endMs);
          const { kind, estimated } = spans[index] ?? {};
          expect([span.kind, span.estimated]).not.toEqual([kind, estimated]);
        });
        const cells = spans.flatMap(({ startMs, endMs, kind }) => Array((endMs - startMs) / CELL).fill(kind));
        expect(cells).toEqual(model(question));
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const question = questionOf(given);
        const rows = given.rows
          .map((each, index) => ({ each, rank: given.shuffle[index] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);

        expect(coverageOf({ ...question, rows })).toEqual(coverageOf(question));
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('says of a part of a span what it says of the whole', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const part = questionOf(given);
        const whole = coverageOf({ ...part, fromMs: 0, toMs: CELLS * 2 * CELL });
        const cropped = whole
          .map((span) => ({
            ...span,
            startMs: Math.max(span.startMs, part.fromMs),
            endMs: Math.min(span.endMs, part.toMs),
          }))
          .filter(({ startMs, endMs }) => startMs < endMs);

        expect(coverageOf(part)).toEqual(cropped);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
