import { producerMs } from '../../../core/fragment.ts';
import { clipIdOf, parseClipId } from '../../../core/ledger/clipId.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { timelineRequest } from '../../../functions/api/steps/timeline.ts';

const NOW = Date.UTC(2026, 10, 21, 14);

describe('what a timeline is asked for', () => {
  it.each([
    [{}, { fromMs: NOW - 86_400_000, toMs: NOW, resolutionMs: 0 }],
    [{ from: '-2h' }, { fromMs: NOW - 7_200_000, toMs: NOW, resolutionMs: 0 }],
    [
      { from: '2026-11-21T12:00:00Z', to: String(NOW), resolution: '60' },
      { fromMs: NOW - 7_200_000, toMs: NOW, resolutionMs: 60_000 },
    ],
    [
      { to: '1000', resolution: '0.5' },
      { fromMs: 0, toMs: 1000, resolutionMs: 500 },
    ],
    [
      { from: '0', to: '9999-12-31T00:00:00Z' },
      { fromMs: 0, toMs: 253_402_214_400_000, resolutionMs: 0 },
    ],
  ])('%j', (query, expected) => {
    expect(timelineRequest(query, NOW)).toEqual(expected);
  });

  it.each([
    [{ from: 'yesterday' }, /^from: /],
    [{ to: '' }, /^to: /],
    [{ from: '5', to: '5' }, /^from: 5 is not before to: 5$/],
    [{ from: '2026-11-22T00:00:00Z' }, /^from: .* is not before to: now$/],
    [{ to: '0' }, /^from: /],
    [{ resolution: '-1' }, /^resolution: /],
    [{ resolution: 'NaN' }, /^resolution: /],
    [{ resolution: '1e9' }, /^resolution: /],
    [{ resolution: '' }, /^resolution: /],
  ])('refuses %j by name', (query, message) => {
    expect(() => timelineRequest(query, NOW)).toThrow(message);
  });
});

describe('the id of a clip', () => {
  it('says where its row is', () => {
    const reference = {
      streamName: 'front.door_1-a',
      endProducerMs: producerMs(1_795_269_183_222),
      planId: planIdOf('4bc6f3d31c19'),
    };

    expect(clipIdOf(reference)).toBe('front.door_1-a~1795269183222~4bc6f3d31c19');
    expect(parseClipId(clipIdOf(reference))).toEqual(reference);
  });

  it.each([undefined, '', 'a~1', 'a~1~xyz', 'a b~1~4bc6f3d31c19', '~1~4bc6f3d31c19', 'a~1~4bc6f3d31c19~2', 7])(
    '%j is none',
    (value) => {
      expect(() => parseClipId(value)).toThrow(/^clipId: /);
    },
  );
});
