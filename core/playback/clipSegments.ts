import type { PlaySegment } from './arrangeSegments.ts';
import type { PlayableClip } from './ClipIndex.ts';
import { groupFragments } from './groupFragments.ts';

/** A span of producer time: [fromMs, toMs). */
export interface PlaySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `{end}-{planId}`: a clip in an address. */
export const clipSegment = ({ endMs, planId }: Pick<PlayableClip, 'endMs' | 'planId'>): string => `${endMs}-${planId}`;

/** The segments of clips that reach into a span: `{end}-{planId}/{n}.m4s`. */
export function clipSegments(clips: readonly PlayableClip[], { fromMs, toMs }: PlaySpan): PlaySegment[] {
  return clips.flatMap((clip) => {
    const place = clipSegment(clip);
    return groupFragments(clip.timesMs).flatMap(({ from, to }, n) => {
      const [startMs = 0, endMs = 0] = [clip.timesMs[from], clip.timesMs[to]];
      if (startMs >= toMs || endMs <= fromMs) return [];
      const { configuration } = clip;
      return [{ startMs, endMs, configuration, uri: `${place}/${n}.m4s`, mapUri: `${place}/init.mp4` }];
    });
  });
}
