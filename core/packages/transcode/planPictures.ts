/** Pictures that are made beside the video. */
export interface PicturePlan {
  /** In full size; of those made the last is the poster: the first of most films is black. */
  readonly poster: { readonly everySeconds: number; readonly most: number } & PictureSize;
  /** Numbered, each a file. */
  readonly thumbnails: { readonly everySeconds: number; readonly most: number } & PictureSize;
  /** Small, many to a file, for a player's time line. */
  readonly sprite: {
    readonly everySeconds: number;
    readonly columns: number;
    readonly rows: number;
  } & PictureSize;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Of a film of any length. */
const MOST_PICTURES = 100;
/** So that they make one sheet. */
const MOST_COLUMNS = 10;
const THUMBNAIL_SHORT_SIDE = 360;
/** Documented: CmafImageBasedTrickPlaySettings: a width is divisible by 8, a height by 2. */
const SPRITE_WIDTH = { lying: 160, standing: 96 } as const;

const even = (pixels: number): number => Math.max(32, 2 * Math.round(pixels / 2));

/** @param top the largest size of the picture */
export function planPictures(durationMs: number, top: PictureSize): PicturePlan {
  const seconds = Math.max(1, durationMs / 1000);
  const everySeconds = Math.max(1, Math.ceil(seconds / MOST_PICTURES));
  const most = Math.max(1, Math.ceil(seconds / everySeconds));
  const posterSeconds = Math.max(1, Math.floor(seconds / 10));
  const columns = Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(most)));
  const scale = Math.min(1, THUMBNAIL_SHORT_SIDE / Math.min(top.width, top.height));
  const width = top.width >= top.height ? SPRITE_WIDTH.lying : SPRITE_WIDTH.standing;
  return {
    poster: {
      everySeconds: posterSeconds,
      most: seconds > posterSeconds ? 2 : 1,
      width: top.width,
      height: top.height,
    },
    thumbnails: { everySeconds, most, width: even(top.width * scale), height: even(top.height * scale) },
    sprite: {
      everySeconds,
      columns,
      rows: Math.ceil(most / columns),
      width,
      height: 2 * Math.max(1, Math.round((width * top.height) / top.width / 2)),
    },
  };
}
