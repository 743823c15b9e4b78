import type { EncodedFrame } from '../media/EncodedFrame.ts';
import type { Source } from '../media/Source.ts';

/**
 * The source with a mark at the first key frame `lengthMs` or more after the last mark: a fragment ends there, so that a
 * segment can, however many key frames a fragment holds.
 */
export function cutAtSegments(source: Source, lengthMs: number): Source {
  const video = source.tracks.find(({ type }) => type === 'video')?.number;
  return {
    get tracks() {
      return source.tracks;
    },
    live: source.live,
    frames: () => markedFrames(source, video, lengthMs),
    close: () => source.close(),
  };
}

async function* markedFrames(
  source: Source,
  video: number | undefined,
  lengthMs: number,
): AsyncGenerator<EncodedFrame, void, undefined> {
  let beganMs: number | undefined;
  for await (const frame of source.frames()) {
    const mayBegin = frame.keyframe && frame.trackNumber === video;
    const ends = mayBegin && beganMs !== undefined && frame.timeMs - beganMs >= lengthMs;
    if (mayBegin && (ends || beganMs === undefined || frame.timeMs < beganMs)) beganMs = frame.timeMs;
    yield ends ? { ...frame, boundary: true } : frame;
  }
}
