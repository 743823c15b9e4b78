/** A small picture of a film: a place in a sheet of many. */
export interface SpritePicture {
  readonly startSeconds: number;
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const TIME = /^(?:(\d+):)?(\d{2}):(\d{2}\.\d{3}) --> /;
const PLACE = /^(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

/** The pictures that a WebVTT of sprites names. What is none of them is left out. @param base of its addresses */
export function spritePictures(vtt: string, base: string): SpritePicture[] {
  const pictures: SpritePicture[] = [];
  let startSeconds: number | undefined;
  for (const line of vtt.split(/\r?\n/)) {
    const time = TIME.exec(line);
    if (time !== null) {
      startSeconds = Number(time[1] ?? 0) * 3600 + Number(time[2]) * 60 + Number(time[3]);
      continue;
    }
    const [, uri, x, y, width, height] = PLACE.exec(line) ?? [];
    if (uri === undefined || startSeconds === undefined) continue;
    const place = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
    if (place.width > 0 && place.height > 0) pictures.push({ startSeconds, url: new URL(uri, base).href, ...place });
    startSeconds = undefined;
  }
  return pictures;
}

/** So many of them, at even distances, the first among them. */
export function pickEvenly<Each>(all: readonly Each[], most: number): Each[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]).filter(
    (each) => each !== undefined,
  );
}
