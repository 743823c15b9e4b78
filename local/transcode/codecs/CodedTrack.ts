import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { codecOf } from '../../../core/mp4/fragmented/codecOf.ts';
import { fragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import { writeInitSegment } from '../../../core/mp4/fragmented/writeInitSegment.ts';
import { writeMediaSegment } from '../../../core/mp4/fragmented/writeMediaSegment.ts';
import type { MadePiece } from '../TranscodeOrder.ts';
import type { CodedConfig, CodedGroup } from './CodecProcess.ts';

const MICROSECONDS = 1_000_000;
/** Of a file that holds one track. */
const TRACK_ID = 1;

/** Puts the groups of one coded track into fragments of an MP4. */
export class CodedTrack {
  readonly #name: CodedConfig['track'];
  readonly #track: ReturnType<typeof fragmentedTrack>;
  #sequence = 0;

  constructor(config: CodedConfig) {
    this.#name = config.track;
    this.#track = fragmentedTrack(matroskaTrack(config));
  }

  init(): MadePiece {
    const bytes = writeInitSegment([{ ...this.#track, id: TRACK_ID }]);
    return { kind: 'init', track: this.#name, bytes, codec: codecOf(this.#track) };
  }

  fragment({ startUs, samples }: CodedGroup): MadePiece {
    const { timescale } = this.#track;
    const ticksAt = (us: number): number => Math.round((us * timescale) / MICROSECONDS);
    const baseDecodeTicks = ticksAt(startUs);
    let us = startUs;
    const timed = samples.map(({ bytes, keyframe, us: lasts }) => {
      const from = ticksAt(us);
      us += lasts;
      // Pictures are not reordered: they are shown as they are decoded.
      return { ticks: Math.max(1, ticksAt(us) - from), offsetTicks: 0, keyframe, payload: bytes };
    });
    const parts = writeMediaSegment(++this.#sequence, [{ id: TRACK_ID, baseDecodeTicks, samples: timed }]);
    return {
      kind: 'fragment',
      track: this.#name,
      bytes: concatBytes(parts),
      seconds: (us - startUs) / MICROSECONDS,
    };
  }
}

function matroskaTrack(config: CodedConfig): Track {
  const { description: codecPrivate } = config;
  if (config.codec === 'avc') {
    const { width, height } = config;
    return { number: TRACK_ID, type: 'video', codecId: 'V_MPEG4/ISO/AVC', codecPrivate, video: { width, height } };
  }
  const audio = { samplingFrequency: config.sampleRate, channels: config.channels };
  return { number: TRACK_ID, type: 'audio', codecId: 'A_AAC', codecPrivate, audio };
}
