import { entryDimensions } from '../../mp4/build/writeMoov.ts';
import { codecOf } from '../../mp4/fragmented/codecOf.ts';
import type { FragmentedTrack } from '../../mp4/fragmented/FragmentedTrack.ts';
import { writePlaylist } from '../../playback/writePlaylist.ts';
import type { CopyPlan } from './CopyPlan.ts';
import { COPIED_PLAYLIST, initName, segmentName } from './copyNames.ts';

/** The media playlist of a package that is copied. Footage tells its time. */
export function copiedPlaylist({ segments, isTimed }: CopyPlan): string {
  const listed = segments.map(({ startMs, endMs, init, isDiscontinuous }, at) => ({
    startMs,
    endMs,
    isDiscontinuous,
    configuration: String(init),
    uri: segmentName(at),
    mapUri: initName(init),
  }));
  return writePlaylist(listed, { type: 'VOD', isEnded: true, base: '', isUntimed: !isTimed });
}

/**
 * The playlist of renditions: one. Its bandwidths are those of the segments as they are stored (HLS authoring specification,
 * 9.1: the peak is that of the fastest segment).
 *
 * @param tracks of each init segment
 * @param bytes of each segment
 * @param framesPerSecond of the quickest pictures; undefined where there are none
 */
export function copiedMultivariant(
  { segments }: CopyPlan,
  tracks: readonly (readonly FragmentedTrack[])[],
  bytes: readonly number[],
  framesPerSecond: number | undefined,
): string {
  let [sum, playedMs, peak] = [0, 0, 0];
  for (const [at, { startMs, endMs }] of segments.entries()) {
    const size = bytes[at] ?? 0;
    sum += size;
    playedMs += endMs - startMs;
    // A last segment of one frame says nothing about the rest.
    peak = Math.max(peak, (size * 8000) / Math.max(endMs - startMs, 500));
  }
  const average = (sum * 8000) / Math.max(playedMs, 1);
  const codecs = [...new Set(tracks.flatMap((each) => each.map(codecOf)))];
  const sizes = tracks.flatMap((each) => each.filter(({ handler }) => handler === 'vide').map(shownSize));
  const [width = 0, height = 0] = sizes.sort((a, b) => b[0] * b[1] - a[0] * a[1])[0] ?? [];
  const attributes = [
    `BANDWIDTH=${Math.ceil(Math.max(peak, average))}`,
    `AVERAGE-BANDWIDTH=${Math.ceil(average)}`,
    `CODECS="${codecs.join(',')}"`,
    ...(width > 0 ? [`RESOLUTION=${width}x${height}`] : []),
    ...(framesPerSecond === undefined ? [] : [`FRAME-RATE=${framesPerSecond.toFixed(3)}`]),
  ];
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  return [...lines, `#EXT-X-STREAM-INF:${attributes.join(',')}`, COPIED_PLAYLIST, ''].join('\n');
}

/** Pixels as they are shown: turned by a quarter, width and height change places. */
function shownSize({ handler, entry, display }: FragmentedTrack): readonly [number, number] {
  if (display === undefined) return entryDimensions(handler, entry);
  const view = new DataView(display.buffer, display.byteOffset, display.byteLength);
  const [width, height] = [Math.round(view.getUint32(36) / 2 ** 16), Math.round(view.getUint32(40) / 2 ** 16)];
  return view.getInt32(0) === 0 && view.getInt32(4) !== 0 ? [height, width] : [width, height];
}
