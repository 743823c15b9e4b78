/** An image playlist among the attributes of a multivariant one (Roku, "HLS and DASH trick mode", 2019). */
const IMAGE_STREAM = /^#EXT-X-IMAGE-STREAM-INF:.*\bURI="([^"]+)"/m;

/** Where a multivariant playlist names its image playlist, as it stands there; undefined where it names none. */
export function imagePlaylistUri(multivariant: string): string | undefined {
  return IMAGE_STREAM.exec(multivariant)?.[1];
}

interface Sheet {
  readonly uri: string;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** How long each picture is shown. */
  readonly each: number;
}

function sheetsOf(playlist: string): readonly Sheet[] {
  const sheets: Sheet[] = [];
  let seconds = 0;
  let tiles: Omit<Sheet, 'uri' | 'seconds'> | undefined;
  for (const line of playlist.split(/\r?\n/).map((each) => each.trim())) {
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice('#EXTINF:'.length));
    else if (line.startsWith('#EXT-X-TILES:')) tiles = tilesOf(line) ?? tiles;
    else if (line !== '' && !line.startsWith('#') && tiles !== undefined && seconds > 0) {
      sheets.push({ uri: line, seconds, ...tiles });
    }
  }
  return sheets;
}

function tilesOf(line: string): Omit<Sheet, 'uri' | 'seconds'> | undefined {
  const size = /\bRESOLUTION=(\d+)x(\d+)/.exec(line);
  const layout = /\bLAYOUT=(\d+)x(\d+)/.exec(line);
  const each = /\bDURATION=([\d.]+)/.exec(line);
  if (size === null || layout === null || each === null) return undefined;
  const [width, height, columns, rows, seconds] = [size[1], size[2], layout[1], layout[2], each[1]].map(Number);
  if (!width || !height || !columns || !rows || !seconds) return undefined;
  return { width, height, columns, rows, each: seconds };
}

const clock = (seconds: number): string => {
  const ms = Math.round(seconds * 1000);
  const part = (unit: number, of: number): string => String(Math.floor(ms / unit) % of).padStart(2, '0');
  const hours = String(Math.floor(ms / 3_600_000)).padStart(2, '0');
  return `${hours}:${part(60_000, 60)}:${part(1000, 60)}.${String(ms % 1000).padStart(3, '0')}`;
};

/**
 * The WebVTT by which players find the small picture of a time, made of an image playlist: a cue a picture, its text
 * the place in its sheet (`sheet.jpg#xywh=160,0,160,90`).
 *
 * @param base what stands before the playlist's own URIs
 */
export function spriteVtt(imagePlaylist: string, base: string): string {
  const cues: string[] = [];
  let start = 0;
  for (const sheet of sheetsOf(imagePlaylist)) {
    const end = start + sheet.seconds;
    const count = Math.min(sheet.columns * sheet.rows, Math.ceil(sheet.seconds / sheet.each - 1e-6));
    for (let index = 0; index < count; index++) {
      const from = start + index * sheet.each;
      const to = index === count - 1 ? end : from + sheet.each;
      const left = (index % sheet.columns) * sheet.width;
      const top = Math.floor(index / sheet.columns) * sheet.height;
      cues.push(
        `${clock(from)} --> ${clock(to)}\n${base}${sheet.uri}#xywh=${left},${top},${sheet.width},${sheet.height}\n`,
      );
    }
    start = end;
  }
  return `WEBVTT\n\n${cues.join('\n')}`;
}
