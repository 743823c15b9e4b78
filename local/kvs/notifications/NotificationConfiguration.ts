import * as z from 'zod';

/** Where a stream's tagged fragments are announced, as `stream.json` holds it: the members of the service. */
export const notificationConfiguration = z.strictObject({
  Status: z.enum(['ENABLED', 'DISABLED']),
  DestinationConfig: z.strictObject({ Uri: z.string() }),
});

export type NotificationConfiguration = z.infer<typeof notificationConfiguration>;
