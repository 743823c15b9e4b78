import * as z from 'zod';

/** What a stream's images are made like and where they go, as `stream.json` holds it: the members of the service. */
export const imageGenerationConfiguration = z.strictObject({
  Status: z.enum(['ENABLED', 'DISABLED']),
  ImageSelectorType: z.enum(['SERVER_TIMESTAMP', 'PRODUCER_TIMESTAMP']),
  DestinationConfig: z.strictObject({ Uri: z.string(), DestinationRegion: z.string() }),
  /** Milliseconds. */
  SamplingInterval: z.int(),
  Format: z.enum(['JPEG', 'PNG']),
  FormatConfig: z.strictObject({ JPEGQuality: z.string() }).optional(),
  WidthPixels: z.int().optional(),
  HeightPixels: z.int().optional(),
});

export type ImageGenerationConfiguration = z.infer<typeof imageGenerationConfiguration>;
