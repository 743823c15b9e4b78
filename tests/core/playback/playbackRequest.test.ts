import { playbackRequest, spanPlaybackRequest } from '../../../core/playback/playbackRequest.ts';

const NOW = Date.UTC(2026, 10, 21, 14);
const DAY = 86_400_000;
const usual = {
  protocol: 'HLS',
  expiresSeconds: 3600,
  container: 'FRAGMENTED_MP4',
  discontinuity: 'ON_DISCONTINUITY',
  showsTimestamps: true,
};

describe('what a player asks for', () => {
  it.each([
    [{}, { ...usual, mode: 'LIVE' }],
    [
      { mode: 'LIVE', protocol: 'DASH', expires: '300' },
      { ...usual, mode: 'LIVE', protocol: 'DASH', expiresSeconds: 300 },
    ],
    [{ from: '-2h' }, { ...usual, mode: 'LIVE_REPLAY', startMs: NOW - 7_200_000 }],
    [
      { mode: 'LIVE_REPLAY', from: '1000', to: '5000', expires: '43200' },
      { ...usual, mode: 'LIVE_REPLAY', startMs: 1000, endMs: 4999, expiresSeconds: 43_200 },
    ],
    [
      { from: '2026-11-21T12:00:00Z', to: 'now' },
      { ...usual, mode: 'ON_DEMAND', startMs: NOW - 7_200_000, endMs: NOW - 1, maxResults: 5000 },
    ],
    // All that a session plays, to the millisecond.
    [
      { mode: 'ON_DEMAND', from: '0', to: String(DAY + 1) },
      { ...usual, mode: 'ON_DEMAND', startMs: 0, endMs: DAY, maxResults: 5000 },
    ],
    // KVS wants the end to be later than the start.
    [
      { from: '7', to: '8' },
      { ...usual, mode: 'ON_DEMAND', startMs: 7, endMs: 8, maxResults: 2 },
    ],
    [
      { container: 'MPEG_TS', discontinuity: 'ALWAYS', timestamps: 'NEVER', maxResults: '3' },
      { ...usual, mode: 'LIVE', container: 'MPEG_TS', discontinuity: 'ALWAYS', showsTimestamps: false, maxResults: 3 },
    ],
  ])('%j', (query, expected) => {
    expect(playbackRequest(query, NOW)).toEqual(expected);
  });

  it.each<[Record<string, string>, string]>([
    [{ mode: 'live' }, 'mode'],
    [{ mode: 'LIVE', from: '-1h' }, 'from'],
    [{ mode: 'LIVE', to: '-1h' }, 'to'],
    [{ mode: 'ON_DEMAND' }, 'from'],
    [{ mode: 'ON_DEMAND', from: '-1h' }, 'to'],
    [{ mode: 'LIVE_REPLAY' }, 'from'],
    [{ to: '-1h' }, 'from'],
    [{ from: '5', to: '5' }, 'from'],
    [{ from: '6', to: '5' }, 'from'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '-1h', to: '' }, 'to'],
    [{ from: '0', to: String(DAY + 2) }, 'to'],
    [{ protocol: 'RTMP' }, 'protocol'],
    [{ expires: '299' }, 'expires'],
    [{ expires: '43201' }, 'expires'],
    [{ expires: '1e4' }, 'expires'],
    [{ expires: '' }, 'expires'],
    [{ container: 'MKV' }, 'container'],
    [{ protocol: 'DASH', container: 'MPEG_TS' }, 'container'],
    [{ protocol: 'DASH', discontinuity: 'NEVER' }, 'discontinuity'],
    [{ discontinuity: '' }, 'discontinuity'],
    [{ timestamps: 'yes' }, 'timestamps'],
    [{ maxResults: '0' }, 'maxResults'],
    [{ maxResults: '5001' }, 'maxResults'],
  ])('refuses %j by the name of %s', (query, field) => {
    expect(() => playbackRequest(query, NOW)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(new RegExp(`^${field}: `)) }),
    );
  });

  it('refuses what it does not know', () => {
    expect(() => playbackRequest({ start: '-1h' }, NOW)).toThrow(/start/);
    expect(() => spanPlaybackRequest({ from: '-1h' }, 0, 1000)).toThrow(/from/);
  });

  it('plays a span to its last millisecond and not into the next one', () => {
    expect(spanPlaybackRequest({ protocol: 'DASH' }, 1000, 21_000)).toEqual({
      ...usual,
      protocol: 'DASH',
      mode: 'ON_DEMAND',
      startMs: 1000,
      endMs: 20_999,
      maxResults: 41,
    });
  });
});
