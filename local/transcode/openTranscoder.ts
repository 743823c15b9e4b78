import { CodecTranscoder } from './codecs/CodecTranscoder.ts';
import { FfmpegTranscoder } from './ffmpeg/FfmpegTranscoder.ts';
import { findFfmpeg } from './findFfmpeg.ts';
import type { LocalTranscoder } from './TranscodeOrder.ts';

/** Gives the transcoder for an order: looked for at the first one, so that a stack that needs none starts none. */
export function openTranscoder(environment: NodeJS.ProcessEnv = process.env): {
  of(order: { readonly sources: readonly string[] }): Promise<LocalTranscoder>;
} {
  let found: Promise<string | undefined> | undefined;
  return {
    async of({ sources }) {
      found ??= findFfmpeg(environment);
      const ffmpeg = await found;
      // Sources of different sizes behind each other are left to the one that takes each by itself.
      return ffmpeg !== undefined && sources.length === 1 ? new FfmpegTranscoder(ffmpeg) : new CodecTranscoder();
    },
  };
}
