import type { VideoProbe } from '../Probe.ts';

/** One size of the picture. */
export interface Rung {
  /** Its shorter side: `720p`. */
  readonly name: string;
  /** Pixels, square and upright; both even, 32 or more. */
  readonly width: number;
  readonly height: number;
  /** Bits a second that no second of it exceeds. */
  readonly maxBitrate: number;
  /** Of quality-defined variable bitrate, 1 to 10. */
  readonly quality: number;
}

/** Shorter sides, each about two thirds of the one above. */
const SHORT_SIDES = [1080, 720, 480, 240] as const;
/** A rung that is hardly smaller than the one above it is not worth its price. */
const LEAST_STEP = 0.8;
/** Documented: API reference, VideoDescription: the least width and height. */
const LEAST_SIDE = 32;
/** For 1920 x 1080 at 30 frames a second. Fewer pixels need more bits each, and more frames fewer. */
const FULL = { bitrate: 6_000_000, pixels: 1920 * 1080, frameRate: 30 } as const;
const LEAST_BITRATE = 200_000;
/** Bits of H.264 for a bit of the source that look the same, with some to spare. */
const OF_SOURCE: Readonly<Record<string, number>> = { hevc: 2, vp9: 2, av1: 2.5 };
const OF_OTHER_SOURCE = 1.25;
/** Documented: "Video on Demand on AWS", table of recommended QVBR levels. */
const QUALITY_OF_SHORT_SIDE: readonly (readonly [least: number, quality: number])[] = [
  [720, 8],
  [0, 7],
];

/** Even, as near as that goes, and no larger than there are. */
const even = (pixels: number, most: number): number =>
  Math.max(LEAST_SIDE, Math.min(2 * Math.round(pixels / 2), 2 * Math.floor(most / 2)));

/**
 * The sizes in which a picture is made, the largest first: never larger than the source, never above 1080 lines (of the
 * shorter side, so that a picture that stands upright has as many pixels as one that lies), in the source's own shape.
 */
export function planLadder(video: VideoProbe): readonly Rung[] {
  const { width, height } = video;
  const sourceShort = Math.min(width, height);
  const top = Math.min(sourceShort, SHORT_SIDES[0]);
  const sides = [top, ...SHORT_SIDES.filter((side) => side <= top * LEAST_STEP)];
  return sides.map((side) => {
    const scale = side / sourceShort;
    const size = { width: even(width * scale, width), height: even(height * scale, height) };
    return {
      name: `${Math.min(size.width, size.height)}p`,
      ...size,
      maxBitrate: maxBitrateOf(size, video),
      quality: QUALITY_OF_SHORT_SIDE.find(([least]) => side >= least)?.[1] ?? 7,
    };
  });
}

function maxBitrateOf(size: { width: number; height: number }, { codec, bitrate, frameRate, ...video }: VideoProbe) {
  const pixels = (size.width * size.height) / FULL.pixels;
  const frames = Math.min(2, Math.max(0.5, frameRate / FULL.frameRate));
  const wanted = FULL.bitrate * pixels ** 0.75 * frames ** 0.5;
  // More bits than the source has of as many pixels show nothing more.
  const share = ((size.width * size.height) / Math.max(1, video.width * video.height)) ** 0.75;
  const useful = bitrate === undefined ? wanted : bitrate * (OF_SOURCE[codec] ?? OF_OTHER_SOURCE) * share;
  return Math.max(LEAST_BITRATE, 1000 * Math.round(Math.min(wanted, useful) / 1000));
}
