import { constraintError, KvsError } from '../kvsError.ts';
import { type Input, requiredInteger, requiredString, requiredStructure, requiredWord } from '../protocol/members.ts';
import { destinationOf } from './destinationOf.ts';
import type { ImageGenerationConfiguration } from './ImageGenerationConfiguration.ts';
import { readImageForm } from './readImageForm.ts';

/** Documented: service model, both destinations. */
export const DESTINATION_URI = { min: 1, max: 255, pattern: /^[a-zA-Z_0-9]+:(\/\/)?([^/]+)\/?([^*]*)$/ } as const;
const REGION = { min: 9, max: 14, pattern: /^[a-z]+(-[a-z]+)?-[a-z]+-[0-9]$/ } as const;
/**
 * Documented: at least 200 ms (text and example of the developer guide; the model's own minimum was 3,000 for a while),
 * at most 20,000.
 */
const INTERVAL_MS = { min: 200, max: 20_000 } as const;

/**
 * Reads ImageGenerationConfiguration (documented: API reference). Its parts are kept as they were sent, so that
 * DescribeImageGenerationConfiguration gives back what was put.
 *
 * @throws KvsError InvalidArgumentException, SerializationException
 */
export function readImageGenerationConfiguration(input: Input, region: string): ImageGenerationConfiguration {
  const status = requiredWord(input, 'Status', ['ENABLED', 'DISABLED']);
  const selector = requiredWord(input, 'ImageSelectorType', ['SERVER_TIMESTAMP', 'PRODUCER_TIMESTAMP']);
  const destination = requiredStructure(input, 'DestinationConfig');
  const uri = requiredString(destination, 'Uri', DESTINATION_URI);
  const destinationRegion = requiredString(destination, 'DestinationRegion', REGION);
  const interval = requiredInteger(input, 'SamplingInterval', INTERVAL_MS.min, INTERVAL_MS.max);
  const form = readImageForm(input);
  if (destinationOf(uri) === undefined) throw constraintError('DestinationConfig.Uri', uri, 'Member must be an S3 URI');
  // Documented: "must match the Region where the stream is located"; which error, is assumed.
  if (destinationRegion !== region) {
    throw new KvsError(
      'InvalidArgumentException',
      `DestinationRegion ${destinationRegion} must match the Region of the stream, ${region}.`,
    );
  }
  return {
    Status: status,
    ImageSelectorType: selector,
    DestinationConfig: { Uri: uri, DestinationRegion: destinationRegion },
    SamplingInterval: interval,
    Format: form.format,
    ...(input.FormatConfig === undefined || input.FormatConfig === null
      ? {}
      : { FormatConfig: { JPEGQuality: String(form.quality) } }),
    ...(form.width === undefined ? {} : { WidthPixels: form.width }),
    ...(form.height === undefined ? {} : { HeightPixels: form.height }),
  };
}
