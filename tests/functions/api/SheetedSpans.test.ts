import fc from 'fast-check';
import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import { ArchiverError } from '../../../core/errors.ts';
import { producerMs } from '../../../core/fragment.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { SheetedSpans } from '../../../functions/api/steps/SheetedSpans.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const MONTH = Date.UTC(2026, 9, 1);

/** Rows with the time that their writer gave them, each seen from some time on; and objects with ETags. */
class World {
  nowMs = MONTH;
  readonly rows = new Map<string, { span: LedgerSpan; changedMs: number; visibleMs: number }[]>();
  readonly objects = new Map<string, { bytes: Uint8Array; etag: string }>();
  laggingGaps: LedgerSpan[] | undefined;
  readonly calls = { rows: 0, changes: 0, gets: 0, puts: 0 };

  write(span: LedgerSpan, lateMs = 0): void {
    const versions = this.rows.get(span.planId) ?? [];
    versions.push({ span, changedMs: this.nowMs, visibleMs: this.nowMs + lateMs });
    this.rows.set(span.planId, versions);
  }

  /** Rows as they are seen now: the last of each that is visible. */
  seen(): { span: LedgerSpan; changedMs: number }[] {
    return [...this.rows.values()].flatMap((versions) =>
      versions.filter((each) => each.visibleMs <= this.nowMs).slice(-1),
    );
  }

  between(fromMs: number, toMs: number): LedgerSpan[] {
    return this.seen()
      .map(({ span }) => span)
      .filter(({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs);
  }

  open(): SheetedSpans {
    return new SheetedSpans({
      clock: { now: () => this.nowMs, sleep: async () => undefined },
      workBucket: 'work',
      spans: {
        between: async (_, fromMs, toMs, limit) => {
          this.calls.rows += 1;
          const found = this.between(fromMs, toMs);
          if (found.length > limit) throw new ArchiverError('InvalidInput', 'from: too many');
          return found;
        },
        latest: async () => undefined,
        unseen: async () => [],
      },
      changes: {
        changedSince: async (_, sinceMs, limit) => {
          this.calls.changes += 1;
          const found = this.seen().filter(({ span, changedMs }) => span.kind !== 'gap' && changedMs >= sinceMs);
          return found.length > limit ? undefined : found.map(({ span }) => span);
        },
        gapsBetween: async (_, fromMs, toMs) =>
          this.laggingGaps ?? this.between(fromMs, toMs).filter(({ kind }) => kind === 'gap'),
      },
      objects: {
        getBytes: async ({ key }) => {
          this.calls.gets += 1;
          const object = this.objects.get(key);
          if (object === undefined) throw new ArchiverError('NotFound', key);
          return object;
        },
        replace: async ({ key }, bytes, _, etag) => {
          this.calls.puts += 1;
          if (this.objects.get(key)?.etag !== etag) throw new ArchiverError('Conflict', key);
          this.objects.set(key, { bytes, etag: `${this.calls.puts}` });
        },
      },
    });
  }
}

const span = (id: number, startMs: number, more: Partial<LedgerSpan> = {}): LedgerSpan => ({
  planId: planIdOf(id.toString(16).padStart(12, '0')),
  kind: 'clip',
  fragments: 3,
  startMs: producerMs(startMs),
  endMs: producerMs(startMs + 4 * 3_600_000),
  ...more,
});
const byId = (spans: readonly LedgerSpan[]): LedgerSpan[] => [...spans].sort((a, b) => (a.planId < b.planId ? -1 : 1));

describe('a ledger of months that are kept in sheets', () => {
  it('tells what the rows tell, whatever is written when, seen late, filled, erased or raised, and whoever else writes', async () => {
    const act = fc.record({
      id: fc.integer({ min: 0, max: 30 }),
      kind: fc.constantFrom('clip' as const, 'gap' as const, 'erased' as const, 'raised' as const),
      lateMs: fc.integer({ min: 0, max: 25 * MINUTE }),
      waitMs: fc.constantFrom(0, MINUTE, 40 * MINUTE, 9 * DAY),
      isAsked: fc.boolean(),
      by: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const world = new World();
        const environments = [world.open(), world.open()];
        for (const { id, kind, lateMs, waitMs, isAsked, by } of acts) {
          const startMs = MONTH + id * 2 * DAY;
          const standing = world.rows.get(span(id, startMs).planId)?.at(-1)?.span;
          if (kind === 'raised') {
            if (standing?.kind === 'clip') world.write({ ...standing, retireAtMs: world.nowMs }, lateMs);
          } else if (standing === undefined || standing.kind === 'gap' || kind === 'erased') {
            world.write(span(id, startMs, kind === 'gap' ? { kind, reason: 'failed' } : { kind }), lateMs);
          }
          world.nowMs += waitMs;
          if (!isAsked) continue;
          // The third has just been started.
          const spans = environments[by] ?? world.open();
          const [fromMs, toMs] = [MONTH + 3 * DAY, MONTH + 50 * DAY];
          expect(byId(await spans.between(ARN, fromMs, toMs, 1000))).toEqual(byId(world.between(fromMs, toMs)));
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('reads the rows once, then a sheet, then nothing but changes', async () => {
    const world = new World();
    for (let id = 0; id < 20; id++) world.write(span(id, MONTH + id * DAY));
    world.nowMs += DAY;
    const ask = async (spans: SheetedSpans) => (await spans.between(ARN, MONTH, MONTH + 20 * DAY, 1000)).length;

    const first = world.open();
    const second = world.open();

    expect(await ask(first)).toBe(20);
    expect(world.calls).toEqual({ rows: 1, changes: 1, gets: 1, puts: 1 });
    expect([await ask(second), await ask(second), await ask(second)]).toEqual([20, 20, 20]);
    expect(world.calls).toEqual({ rows: 1, changes: 4, gets: 2, puts: 1 });
  });

  it.each([
    ['few', 300, { rows: 1, puts: 1 }],
    ['many', 600, { rows: 1, puts: 2 }],
    ['very many', 5100, { rows: 2, puts: 2 }],
  ])('with %s changes (%i) it does what costs least', async (_, count, expected) => {
    const world = new World();
    world.write(span(0, MONTH));
    world.nowMs += DAY;
    await world.open().between(ARN, MONTH, MONTH + 20 * DAY, 10_000);
    for (let id = 1; id <= count; id++) world.write(span(id, MONTH + id * 1000));
    world.nowMs += MINUTE;

    expect(await world.open().between(ARN, MONTH, MONTH + 20 * DAY, 10_000)).toHaveLength(count + 1);
    expect(world.calls).toMatchObject(expected);
    expect(await world.open().between(ARN, MONTH, MONTH + 20 * DAY, 10_000)).toHaveLength(count + 1);
  });

  it('makes a sheet anew that is damaged, or a week old', async () => {
    const world = new World();
    world.write(span(1, MONTH));
    world.nowMs += DAY;
    const ask = () => world.open().between(ARN, MONTH, MONTH + 20 * DAY, 10);
    await ask();
    const [key = ''] = world.objects.keys();
    world.objects.set(key, { bytes: new TextEncoder().encode('{}'), etag: 'damaged' });

    expect(await ask()).toHaveLength(1);
    expect(world.objects.get(key)?.etag).not.toBe('damaged');
    world.nowMs += 8 * DAY;
    expect(await ask()).toHaveLength(1);
    expect(world.calls.rows).toBe(3);
  });

  it('reads the rows themselves of a short span, and of a very long one', async () => {
    const world = new World();
    world.write(span(1, MONTH));
    const spans = world.open();

    expect(await spans.between(ARN, MONTH, MONTH + 2 * DAY, 10)).toHaveLength(1);
    expect(await spans.between(ARN, 0, MONTH + 2 * DAY, 10)).toHaveLength(1);
    expect(world.calls).toEqual({ rows: 2, changes: 0, gets: 0, puts: 0 });
  });

  it('tells of a gap that one index still has and the other knows as filled, that it is filled', async () => {
    const world = new World();
    world.write(span(1, MONTH));
    world.laggingGaps = [span(1, MONTH, { kind: 'gap', reason: 'failed' })];

    expect(await world.open().between(ARN, MONTH, MONTH + 9 * DAY, 4)).toEqual([span(1, MONTH)]);
  });

  it('refuses more than it is asked for', async () => {
    const world = new World();
    for (let id = 0; id < 5; id++) world.write(span(id, MONTH + id * DAY));

    await expect(world.open().between(ARN, MONTH, MONTH + 9 * DAY, 4)).rejects.toMatchObject({
      kind: 'InvalidInput',
      details: { field: 'from' },
    });
  });
});
