import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { FragmentLimits } from './FragmentLimits.ts';
import type { OpenFragment } from './OpenFragment.ts';

/** What stands in the way of a fragment that the service takes, in words that say what to do. */
export function noKeyFrame({ firstMs, lastMs }: OpenFragment, { maxMs }: FragmentLimits): ArchiverError {
  return new ArchiverError(
    'UnsupportedMedia',
    `no key frame within ${maxMs / 1_000} s from ${isoOf(firstMs)}: fragments begin at key frames and may not be longer. ` +
      'Encode with a key frame every 1 to 4 s (ffmpeg: -g 50 at 25 frames a second)',
    { details: { timecodeMs: firstMs, lengthMs: lastMs - firstMs } },
  );
}

/** A declared track without a frame: the service would refuse the fragment (documented: PutMedia, 4011). */
export function missingTrack(
  { firstMs, lastMs }: OpenFragment,
  track: Track,
  { maxMs }: FragmentLimits,
): ArchiverError {
  return new ArchiverError(
    'UnsupportedMedia',
    `track ${track.number} (${track.codecId}) has no frame within ${maxMs / 1_000} s from ${isoOf(firstMs)}, and Kinesis ` +
      'Video Streams refuses a fragment without a frame of every track: leave that track out',
    { details: { timecodeMs: firstMs, lengthMs: lastMs - firstMs } },
  );
}

/** More bytes than the service takes in one fragment (documented: service quotas). */
export function tooLarge({ firstMs, bytes }: OpenFragment, { maxBytes }: FragmentLimits): ArchiverError {
  return new ArchiverError(
    'UnsupportedMedia',
    `the fragment that begins at ${isoOf(firstMs)} is larger than ${maxBytes} bytes, and Kinesis Video Streams takes no ` +
      'larger one: lower the bit rate or set key frames closer together',
    { details: { timecodeMs: firstMs, bytes } },
  );
}

/** For the person at a camera whose key frames are too far apart for the service. */
export function keyFramesTooFar(seconds: number): string {
  return (
    `the camera has set no key frame for ${seconds} s. Kinesis Video Streams plays a fragment from its key frame and takes ` +
    `none that is longer, so what comes later than ${seconds} s after each key frame is lost: set the camera's key-frame ` +
    '(I-frame, GOP) interval to 2 s'
  );
}

/** For one whose key frames are far apart, though not too far. */
export function keyFramesSparse(seconds: number): string {
  return (
    `the camera's key frames are ${seconds.toFixed(1)} s apart: playback and clips can begin only there, and from 10 s on ` +
    "footage would be lost; set the camera's key-frame (I-frame, GOP) interval to 2 s"
  );
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
