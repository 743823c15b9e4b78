import { ArchiverError } from '../errors.ts';
import type { Frame } from '../matroska/StoredFragment.ts';
import type { Track } from '../matroska/Track.ts';
import { codecOf } from '../mp4/fragmented/codecOf.ts';
import { fragmentedTrack } from '../mp4/fragmented/FragmentedTrack.ts';
import type { CodedTrack } from '../ports/pictureDecoder.ts';
import type { TimedPicture } from '../ports/pictureMaker.ts';

/** The first video track of a fragment, as a decoder takes it. */
export interface CodedPictures {
  readonly track: CodedTrack;
  /** In decoding order, from the first key frame on; at least one. */
  readonly pictures: readonly TimedPicture[];
}

/**
 * The coded pictures of a fragment. Payloads stay views.
 *
 * @throws ArchiverError `UnsupportedMedia` where there is no video, no key frame, or a codec that no decoder is set up for
 */
export function codedPictures({
  tracks,
  frames,
}: {
  readonly tracks: readonly Track[];
  readonly frames: readonly Frame[];
}): CodedPictures {
  const video = tracks.find(({ type }) => type === 'video');
  if (video === undefined) throw new ArchiverError('UnsupportedMedia', 'the fragment has no video');
  const coded = fragmentedTrack(video);
  const own = frames.filter(({ trackNumber }) => trackNumber === video.number);
  const first = own.findIndex(({ keyframe }) => keyframe);
  if (first < 0) throw new ArchiverError('UnsupportedMedia', 'the fragment has no key frame');
  return {
    track: {
      codec: codecOf(coded),
      ...(video.codecPrivate === undefined ? {} : { configuration: video.codecPrivate }),
    },
    pictures: own
      .slice(first)
      .map(({ payload, keyframe, timeMs }): TimedPicture => ({ bytes: payload, keyframe, timeMs })),
  };
}
