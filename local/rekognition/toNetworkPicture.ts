import { invalidParameters, RekognitionError } from './RekognitionError.ts';

/** Documented: Rekognition developer guide, "Guidelines and quotas": each side of an image for DetectLabels, in pixels. */
const LEAST_SIDE = 80;
const MOST_SIDE = 10_000;
/** What the network looks at. */
const SIDE = 300;

const unreadable = (cause?: unknown): RekognitionError =>
  new RekognitionError('InvalidImageFormatException', 'Request has invalid image format', { cause });

/** JPEG and PNG alone; by their first bytes, so that nothing else is ever handed to a decoder. */
function isPicture(bytes: Uint8Array): boolean {
  const starts = (...first: number[]): boolean => first.every((byte, at) => bytes[at] === byte);
  return starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
}

/**
 * A picture as the network takes it: 300x300, RGB, stretched, turned as its Exif says.
 *
 * @throws RekognitionError `InvalidImageFormatException` for what is no whole JPEG or PNG; `InvalidParameterException`
 *   (observed: botocore issue 1366) under 80 pixels a side; `ImageTooLargeException` (its message observed, its name
 *   assumed) over 10,000
 */
export async function toNetworkPicture(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isPicture(bytes)) throw unreadable();
  // Native, 20 MB, and of no use to whoever never looks at a picture.
  const { default: sharp } = await import('sharp');
  const picture = sharp(bytes, { failOn: 'truncated', limitInputPixels: MOST_SIDE * MOST_SIDE });
  // Its first words are read before a pixel is: sizes that lie cost nothing.
  const { width = 0, height = 0 } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error);
    });
  if (width > MOST_SIDE || height > MOST_SIDE) {
    throw new RekognitionError(
      'ImageTooLargeException',
      `Input image dimensions ${width} x ${height} exceed maximum dimension size of ${MOST_SIDE} pixels`,
    );
  }
  if (width < LEAST_SIDE || height < LEAST_SIDE) throw invalidParameters();
  try {
    const rgb = await picture
      .autoOrient()
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .resize(SIDE, SIDE, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer();
    return new Uint8Array(rgb);
  } catch (error) {
    throw unreadable(error);
  }
}
