import sharp from 'sharp';
import type { Frame } from '../../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../../core/matroska/Track.ts';
import { fixtureGroups } from '../matroskaBody.ts';

export type Quadrants = readonly (readonly number[])[];

/**
 * Mean red, green and blue of a picture's quarters: upper left, upper right, lower left, lower right. What is expected of
 * the fixtures is what ffmpeg 5.1 decodes: `ffmpeg -i NAME.mkv -vf "select=eq(n\,N)" -frames:v 1 picture.png`.
 */
export async function quadrants(bytes: Uint8Array): Promise<number[][]> {
  const { width, height } = await sharp(bytes).metadata();
  const half = { width: Math.floor(width / 2), height: Math.floor(height / 2) };
  const corners = [
    { left: 0, top: 0 },
    { left: width - half.width, top: 0 },
    { left: 0, top: height - half.height },
    { left: width - half.width, top: height - half.height },
  ];
  return Promise.all(
    corners.map(async (corner) => {
      const cut = await sharp(bytes)
        .extract({ ...corner, ...half })
        .toBuffer();
      return (await sharp(cut).stats()).channels.slice(0, 3).map(({ mean }) => mean);
    }),
  );
}

/** The largest difference between two pictures' quarters. */
export function difference(some: Quadrants, others: Quadrants): number {
  return Math.max(
    ...some.flatMap((colour, quarter) =>
      colour.map((value, channel) => Math.abs(value - (others[quarter]?.[channel] ?? Number.NaN))),
    ),
  );
}

/** The groups of a fixture without their sound, so that each begins with its first picture. */
export function pictureGroups(name: string): {
  readonly tracks: readonly Track[];
  readonly groups: readonly Frame[][];
} {
  const { tracks, groups } = fixtureGroups(name);
  const video = tracks.filter(({ type }) => type === 'video');
  return { tracks: video, groups: groups.map((group) => group.filter((one) => one.trackNumber === video[0]?.number)) };
}

/** Frames of a group moved so that the group begins at `toMs`. */
export function moved(group: readonly Frame[], toMs: number): Frame[] {
  const firstMs = Math.min(...group.map(({ timeMs }) => timeMs));
  return group.map((one) => ({ ...one, timeMs: one.timeMs - firstMs + toMs }));
}
