/** An image on its way to S3. */
export interface DeliveredImage {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** User metadata, by names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The announcement of a fragment. */
export interface Announcement {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/**
 * Whoever sent a fragment, for what KVS does in his name: images and notifications are delivered with the rights of the
 * caller of PutMedia (documented: automated image generation, notifications). Both reject where he may not.
 */
export interface Uploader {
  putObject(image: DeliveredImage): Promise<void>;
  publish(announcement: Announcement): Promise<void>;
}
