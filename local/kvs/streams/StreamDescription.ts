import * as z from 'zod';
import { imageGenerationConfiguration } from '../images/ImageGenerationConfiguration.ts';
import { notificationConfiguration } from '../notifications/NotificationConfiguration.ts';

/** What is kept of a stream besides its fragments, as its `stream.json` holds it. */
export const streamDescription = z.strictObject({
  formatVersion: z.literal(1),
  name: z.string(),
  arn: z.string(),
  /** Creation time, UTC epoch milliseconds: the last part of the ARN, so that a stream made again is another one. */
  createdMs: z.int(),
  version: z.string(),
  deviceName: z.string().optional(),
  mediaType: z.string().optional(),
  kmsKeyId: z.string(),
  retentionHours: z.int().nonnegative(),
  storageTier: z.enum(['HOT', 'WARM']),
  tags: z.record(z.string(), z.string()),
  /** Fragments at or before this server time are gone, whatever the retention becomes. */
  expiredThroughMs: z.number(),
  imageGeneration: imageGenerationConfiguration.optional(),
  notification: notificationConfiguration.optional(),
  /** Fragment counters below this may have been given out. */
  reservedCounter: z.int().nonnegative(),
});

export type StreamDescription = z.infer<typeof streamDescription>;
