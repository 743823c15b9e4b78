import type { ImageForm } from '../../../core/images/imageForm.ts';
import { constraintError } from '../kvsError.ts';
import { type Input, optionalInteger, optionalString, optionalStructure, requiredWord } from '../protocol/members.ts';

/** Documented: API reference, GetImages and ImageGenerationConfiguration. */
const MAX_WIDTH = 3840;
const MAX_HEIGHT = 2160;
/** Documented: where FormatConfig says nothing. */
export const DEFAULT_JPEG_QUALITY = 80;

/**
 * What GetImages and the configuration of image generation say alike of a picture: Format, FormatConfig, WidthPixels and
 * HeightPixels. Assumed: JPEGQuality may be given for PNG, and does nothing; one side alone keeps the picture's own
 * shape (documented so in one place, and as an error in another: aws-cli issue 9040).
 *
 * @throws KvsError InvalidArgumentException, SerializationException
 */
export function readImageForm(input: Input): ImageForm {
  const format = requiredWord(input, 'Format', ['JPEG', 'PNG']);
  const width = optionalInteger(input, 'WidthPixels', 1, MAX_WIDTH);
  const height = optionalInteger(input, 'HeightPixels', 1, MAX_HEIGHT);
  return {
    format,
    quality: readQuality(optionalStructure(input, 'FormatConfig')),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

/** A map of one key at most (documented: service model). */
function readQuality(config: Input | undefined): number {
  const keys = Object.keys(config ?? {});
  const other = keys.find((key) => key !== 'JPEGQuality');
  if (other !== undefined) {
    throw constraintError('FormatConfig', other, 'Map keys must satisfy enum value set: [JPEGQuality]');
  }
  const text = optionalString(config ?? {}, 'JPEGQuality', { max: 256, pattern: /^[a-zA-Z_0-9]+$/ });
  if (text === undefined) return DEFAULT_JPEG_QUALITY;
  const quality = Number(text);
  if (!/^\d+$/.test(text) || quality < 1 || quality > 100) {
    throw constraintError('FormatConfig.JPEGQuality', text, 'Member must be a whole number from 1 to 100');
  }
  return quality;
}
