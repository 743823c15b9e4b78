/** What a picture is made into. */
export interface ImageForm {
  readonly format: 'JPEG' | 'PNG';
  /** Of JPEG, 1 to 100. */
  readonly quality: number;
  /** Pixels. Both: the picture is stretched to them; one: its shape is kept; none: as it was coded (documented). */
  readonly width?: number;
  readonly height?: number;
}

/** What an image's object is called at its end, and what it says that it is. */
export const IMAGE_FILE = {
  JPEG: { extension: 'jpg', contentType: 'image/jpeg' },
  PNG: { extension: 'png', contentType: 'image/png' },
} as const;
