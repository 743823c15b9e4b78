import { sameCodecConfiguration } from '../../../core/matroska/sameCodecConfiguration.ts';
import type { Track } from '../../../core/matroska/Track.ts';

const video: Track = {
  number: 1,
  type: 'video',
  codecId: 'V_MPEG4/ISO/AVC',
  codecPrivate: Uint8Array.of(1, 2, 3),
  name: 'one',
  video: { width: 640, height: 480 },
};
const audio: Track = {
  number: 2,
  type: 'audio',
  codecId: 'A_AAC',
  codecPrivate: Uint8Array.of(0x12, 0x10),
  audio: { samplingFrequency: 16_000, channels: 1 },
};

describe('sameCodecConfiguration', () => {
  test.each<[string, Track[], boolean]>([
    ['the same', [video, audio], true],
    ['another name', [{ ...video, name: 'two' }, audio], true],
    ['another order', [audio, video], true],
    ['a copy of CodecPrivate', [{ ...video, codecPrivate: Uint8Array.of(1, 2, 3) }, audio], true],
    ['another CodecPrivate', [{ ...video, codecPrivate: Uint8Array.of(1, 2, 4) }, audio], false],
    ['a longer CodecPrivate', [{ ...video, codecPrivate: Uint8Array.of(1, 2, 3, 0) }, audio], false],
    ['no CodecPrivate', [{ ...video, codecPrivate: undefined }, audio], false],
    ['another height', [{ ...video, video: { width: 640, height: 360 } }, audio], false],
    ['another codec', [{ ...video, codecId: 'V_MPEGH/ISO/HEVC' }, audio], false],
    ['another frequency', [video, { ...audio, audio: { samplingFrequency: 8000, channels: 1 } }], false],
    ['more channels', [video, { ...audio, audio: { samplingFrequency: 16_000, channels: 2 } }], false],
    ['no sound', [video], false],
    ['other track numbers', [video, { ...audio, number: 3 }], false],
    ['a track twice', [video, video], false],
  ])('%s', (_, other, expected) => {
    expect(sameCodecConfiguration([video, audio], other)).toBe(expected);
    expect(sameCodecConfiguration(other, [video, audio])).toBe(expected);
  });
});
