import { parseRunInput, rangePieces } from '../../../core/runs/runInput.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

describe('parseRunInput', () => {
  it.each([
    [{}, { kind: 'all' }],
    [undefined, { kind: 'all' }],
    [{ trigger: 'schedule' }, { kind: 'live' }],
    [{ stream: 'door' }, { kind: 'stream', stream: 'door' }],
    [{ streamName: 'door' }, { kind: 'stream', stream: 'door' }],
    [
      { trigger: 'catch-up', stream: 'door' },
      { kind: 'catch-up', stream: 'door' },
    ],
    [
      { stream: 'door', from: '2026-11-21T10:00:00Z', to: '2026-11-21T12:00:00+01:00' },
      { kind: 'range', stream: 'door', range: { fromMs: NOW - 7_200_000, toMs: NOW - 3_600_000 } },
    ],
    [
      { from: '-2h', to: NOW },
      { kind: 'range', range: { fromMs: NOW - 7_200_000, toMs: NOW } },
    ],
  ])('reads %j', (input, expected) => {
    expect(parseRunInput(input, NOW)).toEqual(expected);
  });

  it.each([
    [{ from: '2026-11-21T10:00:00Z' }, /^to: is missing/],
    [{ to: '2026-11-21T10:00:00Z' }, /^from: is missing/],
    [{ from: 2000, to: 1000 }, /^from: .* is not before to/],
    [{ from: 'yesterday', to: 1000 }, /^from: "yesterday" is no time/],
    [{ stream: 'front door' }, /^stream: "front door" is no KVS stream name/],
    [{ stream: 'a', streamName: 'b' }, /^stream: and streamName/],
    [{ trigger: 'catch-up' }, /^stream: is missing/],
    [{ streams: 'door' }, /streams/],
    ['door', /expected object/],
  ])('refuses %j and names the field', (input, message) => {
    expect(() => parseRunInput(input, NOW)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(message) }),
    );
  });
});

describe('rangePieces', () => {
  it('cuts a range of two days into pieces of six hours that touch', () => {
    const pieces = rangePieces('door', { fromMs: 0, toMs: 48 * 3_600_000 + 1 });

    expect(pieces).toHaveLength(9);
    expect(pieces[8]).toEqual({ streamName: 'door', fromMs: 48 * 3_600_000, toMs: 48 * 3_600_000 + 1 });
    pieces.slice(1).forEach((piece, index) => {
      expect(piece.fromMs).toBe(pieces[index]?.toMs);
    });
  });
});
