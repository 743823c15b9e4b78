import fc from 'fast-check';
import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import {
  boundsOfMonth,
  monthOf,
  readSpanSheet,
  type SpanSheet,
  writeSpanSheet,
} from '../../../core/coverage/SpanSheet.ts';
import { producerMs, serverMs } from '../../../core/fragment.ts';
import { planIdOf } from '../../../core/plans/plan.ts';

const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const spans = fc.array(
  fc
    .record({
      id: fc.integer({ min: 0, max: 0xffffff }),
      isErased: fc.boolean(),
      startMs: fc.integer({ min: 0, max: 4e12 }),
      lengthMs: fc.integer({ min: 0, max: 86_400_000 }),
      fragments: fc.integer({ min: 0, max: 200 }),
      retireAtMs: fc.option(fc.integer({ min: 0, max: 9e12 }), { nil: undefined }),
      earliestServerMs: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
    })
    .map(
      ({ id, isErased, startMs, lengthMs, fragments, retireAtMs, earliestServerMs }): LedgerSpan => ({
        planId: planIdOf(id.toString(16).padStart(12, '0')),
        kind: isErased ? 'erased' : 'clip',
        startMs: producerMs(startMs),
        endMs: producerMs(startMs + lengthMs),
        fragments,
        ...(retireAtMs === undefined ? {} : { retireAtMs }),
        ...(earliestServerMs === undefined ? {} : { earliestServerMs: serverMs(earliestServerMs) }),
      }),
    ),
  { maxLength: 40 },
);
const sheetOf = (of: readonly LedgerSpan[]): SpanSheet => ({
  streamArn: ARN,
  month: '2026-11',
  readMs: 5,
  asOfMs: 7,
  spans: of,
});
const text = (of: unknown) => new TextEncoder().encode(typeof of === 'string' ? of : JSON.stringify(of));

describe('the sheet of a month', () => {
  it('is read as it was written, in any order', () => {
    fc.assert(
      fc.property(spans, (of) => {
        expect(readSpanSheet(writeSpanSheet(sheetOf(of)), ARN, '2026-11')).toEqual(sheetOf(of));
      }),
      { seed: 20 },
    );
  });

  it('of 30 days at five minutes has less than 45 bytes a clip', () => {
    const clips = Array.from({ length: 8640 }, (_, index): LedgerSpan => {
      const startMs = Date.UTC(2026, 10, 1) + index * 300_000;
      return {
        planId: planIdOf(index.toString(16).padStart(12, '0')),
        kind: 'clip',
        startMs: producerMs(startMs),
        endMs: producerMs(startMs + 299_960),
        fragments: 150,
        earliestServerMs: serverMs(startMs + 900),
      };
    });

    expect(writeSpanSheet(sheetOf(clips)).length).toBeLessThan(45 * 8640);
  });

  const [plain] = [JSON.parse(new TextDecoder().decode(writeSpanSheet(sheetOf([])))) as object];
  it.each([
    ['no JSON', '{', /is not JSON/],
    ['nothing', '', /is not JSON/],
    ['another version', { ...plain, version: 2 }, /is another/],
    ['another stream', { ...plain, streamArn: 'x' }, /is another/],
    ['another month', { ...plain, month: '2026-10' }, /is another/],
    ['a column too short', { ...plain, planIds: ['4bc6f3d31c19'] }, /unequal length/],
    ['no column', { ...plain, lengths: undefined }, /unequal length/],
    [
      'no time',
      {
        ...plain,
        planIds: ['4bc6f3d31c19'],
        starts: ['x'],
        lengths: [1],
        fragments: [1],
        retireAfter: [null],
        serverAfter: [null],
      },
      /no time at place 0/,
    ],
  ])('is refused where it is %s', (_, content, message) => {
    expect(() => readSpanSheet(text(content), ARN, '2026-11')).toThrow(
      expect.objectContaining({ kind: 'Corrupt', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it('knows its month', () => {
    expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe('2026-12');
    expect(boundsOfMonth('2026-12')).toEqual({ fromMs: Date.UTC(2026, 11, 1), toMs: Date.UTC(2027, 0, 1) });
  });
});
