import { BackfillMeter } from '../../../cli/runs/BackfillMeter.ts';

const START = Date.UTC(2026, 10, 21, 14);

describe('the meter of a backfill', () => {
  it('tells how much is left, how fast it goes, how long it takes, and until when there is time', () => {
    const meter = new BackfillMeter({ fragments: 1000, footageMs: 2_000_000, expiresMs: START + 3_600_000 }, START);
    const before = meter.text(START);
    meter.add(200, 400_000);
    meter.add(50, 100_000);

    expect(before).toBe('[....................] 0 of 1000 fragments, kept by KVS until 2026-11-21T15:00:00.000Z');
    expect(meter.text(START + 1000)).toBe(
      '[#####...............] 250 of 1000 fragments, 500x real time, 3 s to go, kept by KVS until 2026-11-21T15:00:00.000Z',
    );
    expect(meter.mark(START + 1000)).toEqual({
      fragments: 250,
      footageMs: 500_000,
      leftFragments: 750,
      timesRealTime: 500,
      secondsLeft: 3,
      retentionUntilMs: START + 3_600_000,
    });
  });

  it('takes more than was expected without a word: footage may have come meanwhile', () => {
    const meter = new BackfillMeter({ fragments: 10, footageMs: 20_000 }, START);
    meter.add(12, 24_000);

    expect(meter.text(START + 2000)).toBe('[####################] 12 of 12 fragments, 12x real time');
  });
});
