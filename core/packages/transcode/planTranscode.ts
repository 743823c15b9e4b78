import { ArchiverError } from '../../errors.ts';
import type { AudioProbe, Probe } from '../Probe.ts';
import { planFrameRate } from './planFrameRate.ts';
import { planLadder } from './planLadder.ts';
import { planPictures } from './planPictures.ts';
import type { AudioPlan, TranscodePlan } from './TranscodePlan.ts';
import { ladderBase, picturesBase } from './transcodePlaces.ts';

export interface TranscodeRequest {
  readonly packageId: string;
  /** Where the originals lie, and where everything is written. */
  readonly bucket: string;
  /** Keys of the originals, in order of time; at least one. */
  readonly originals: readonly string[];
  /** Of the first original. */
  readonly probe: Probe;
  /** 1 to 30. */
  readonly segmentSeconds: number;
  /** Nothing but pictures, for a package whose segments are copied: its smallest size is made for their sake. */
  readonly only?: 'pictures';
}

/** AAC-LC that nobody tells from its source. */
const BITRATE = { 1: 96_000, 2: 128_000 } as const;

/**
 * What is to be made of the originals of a package: sizes, frame rate, sound and pictures.
 *
 * @throws ArchiverError `UnsupportedMedia` for a source without video
 */
export function planTranscode(request: TranscodeRequest): TranscodePlan {
  const { packageId, bucket, originals, probe, segmentSeconds, only } = request;
  const { video, audio } = probe;
  if (video === undefined) throw new ArchiverError('UnsupportedMedia', 'the source has no video to be shown');
  const ladder = planLadder(video);
  const [top] = ladder;
  if (top === undefined) throw new ArchiverError('Internal', 'a ladder has at least one rung');
  return {
    packageId,
    bucket,
    originals,
    base: only === 'pictures' ? picturesBase(packageId) : ladderBase(packageId),
    rungs: only === 'pictures' ? ladder.slice(-1) : ladder,
    frameRate: planFrameRate(video),
    deinterlace: video.interlaced,
    segmentSeconds,
    gopSeconds: gopSecondsOf(segmentSeconds),
    ...(audio === undefined || only === 'pictures' ? {} : { audio: planAudio(audio) }),
    pictures: planPictures(probe.durationMs, top),
  };
}

/** About two seconds, so that a player that changes its rendition, or its place, waits no longer for a key frame. */
function gopSecondsOf(segmentSeconds: number): number {
  if (segmentSeconds % 2 === 0) return 2;
  return segmentSeconds % 3 === 0 ? 3 : 1;
}

function planAudio({ sampleRate, channels }: AudioProbe): AudioPlan {
  const mixed = channels === 1 ? 1 : 2;
  return { sampleRate: sampleRate === 44_100 ? 44_100 : 48_000, channels: mixed, bitrate: BITRATE[mixed] };
}
