/** The one rung of a package that is copied: its source as it is. */
export const COPIED_RUNG = 'source';

/** The playlist of segments, relative to the one that names it. */
export const COPIED_PLAYLIST = `${COPIED_RUNG}/index.m3u8`;

/** `init.mp4`, `init-2.mp4`, …: beside the playlist. */
export const initName = (init: number): string => (init === 0 ? 'init.mp4' : `init-${init + 1}.mp4`);

/** `seg-000001.m4s`, …: beside the playlist. */
export const segmentName = (segment: number): string => `seg-${String(segment + 1).padStart(6, '0')}.m4s`;
