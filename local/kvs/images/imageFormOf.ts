import type { ImageForm } from '../../../core/images/imageForm.ts';
import type { ImageGenerationConfiguration } from './ImageGenerationConfiguration.ts';
import { DEFAULT_JPEG_QUALITY } from './readImageForm.ts';

/** What a stream's configuration has pictures made into. */
export function imageFormOf({
  Format,
  FormatConfig,
  WidthPixels,
  HeightPixels,
}: ImageGenerationConfiguration): ImageForm {
  return {
    format: Format,
    quality: FormatConfig === undefined ? DEFAULT_JPEG_QUALITY : Number(FormatConfig.JPEGQuality),
    ...(WidthPixels === undefined ? {} : { width: WidthPixels }),
    ...(HeightPixels === undefined ? {} : { height: HeightPixels }),
  };
}
