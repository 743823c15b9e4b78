import * as z from 'zod';

/** As the service spells it, and as people do. */
const status = z
  .enum(['ENABLED', 'DISABLED', 'enabled', 'disabled'])
  .default('ENABLED')
  .transform((word) => word.toUpperCase() as 'ENABLED' | 'DISABLED');

const SELECTORS = {
  PRODUCER_TIMESTAMP: 'PRODUCER_TIMESTAMP',
  SERVER_TIMESTAMP: 'SERVER_TIMESTAMP',
  producer: 'PRODUCER_TIMESTAMP',
  server: 'SERVER_TIMESTAMP',
} as const;

/**
 * Which images KVS takes of a stream's tagged fragments (documented: ImageGenerationConfiguration). What is left out has
 * its default; without any size, images are 320 by 240; with one side, the other follows from the picture's shape.
 */
export const imageSettings = z.strictObject({
  status,
  selector: z
    .enum(['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP', 'producer', 'server'])
    .default('PRODUCER_TIMESTAMP')
    .transform((word) => SELECTORS[word]),
  /** Milliseconds between two images of one fragment. */
  samplingInterval: z.int().min(200).max(20_000).default(3000),
  format: z
    .enum(['JPEG', 'PNG', 'jpeg', 'png'])
    .default('JPEG')
    .transform((word) => word.toUpperCase() as 'JPEG' | 'PNG'),
  /** Of JPEG. */
  quality: z.int().min(1).max(100).default(80),
  width: z.int().min(1).max(3840).optional(),
  height: z.int().min(1).max(2160).optional(),
  /** Instead of the stack's bucket of images; in the stream's Region. */
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'bucket: not a bucket name')
    .optional(),
  /** `images/{stream}/` where it is left out: there a device's own rights let it put images. */
  prefix: z
    .string()
    .max(180)
    .regex(/^([A-Za-z0-9!_.'()-]+\/)+$/, "prefix: path segments of A-Z a-z 0-9 ! _ . ' ( ) -, ending in a slash")
    .optional(),
});

export type ImageSettings = z.output<typeof imageSettings>;

/** Whether KVS announces a stream's tagged fragments, and where (documented: NotificationConfiguration). */
export const notificationSettings = z.strictObject({
  status,
  /** ARN of a standard SNS topic, instead of the stack's. */
  topic: z
    .string()
    .regex(/^arn:[a-z\d-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/, 'topic: not the ARN of a standard SNS topic')
    .optional(),
});

export type NotificationSettings = z.output<typeof notificationSettings>;

const DEFAULT_SIZE = { width: 320, height: 240 } as const;

/** Images as KVS is told of them: nothing is left out any more. */
export interface ImageGeneration extends Omit<ImageSettings, 'bucket' | 'prefix'> {
  readonly bucket: string;
  readonly prefix: string;
}

export function imageGeneration(settings: ImageSettings, streamName: string, imagesBucket: string): ImageGeneration {
  const { bucket = imagesBucket, prefix = `images/${streamName}/`, width, height } = settings;
  const sized = width !== undefined || height !== undefined;
  return { ...settings, ...(sized ? {} : DEFAULT_SIZE), bucket, prefix };
}

/** Where KVS announces fragments. */
export interface FragmentNotification {
  readonly status: 'ENABLED' | 'DISABLED';
  readonly topic: string;
}
