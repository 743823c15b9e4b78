import type { IncomingMessage } from 'node:http';
import { IMAGE_GENERATION, NOTIFICATION } from '../../../core/matroska/awsTag.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import { ImageDelivery, type ImageDeliveryOptions } from '../images/ImageDelivery.ts';
import { FragmentAnnouncer } from '../notifications/FragmentAnnouncer.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import type { Stream } from '../streams/Stream.ts';
import type { DeliveryCounts } from './DeliveryCounts.ts';
import type { Uploader } from './Uploader.ts';

export interface DeliveryOptions extends ImageDeliveryOptions {
  /** In whose name something is delivered; nothing is where nobody knows. */
  readonly uploaderOf: ((request: IncomingMessage) => Uploader) | undefined;
}

/** What KVS sends to other services of its own accord, once a fragment is persisted: images, and announcements. */
export class Delivery {
  readonly #uploaderOf: DeliveryOptions['uploaderOf'];
  readonly #images: ImageDelivery;
  readonly #announcer: FragmentAnnouncer;

  constructor({ uploaderOf, ...options }: DeliveryOptions) {
    this.#uploaderOf = uploaderOf;
    this.#images = new ImageDelivery(options);
    this.#announcer = new FragmentAnnouncer(options.reportFailure);
  }

  get counts(): DeliveryCounts {
    return { images: this.#images.counts, notifications: this.#announcer.counts };
  }

  /**
   * Looks at a fragment that has just been persisted. Never waits.
   * @param request the PutMedia that it came by
   */
  fragmentPersisted(stream: Stream, record: FragmentRecord, tags: readonly Tag[], request: IncomingMessage): void {
    const { imageGeneration, notification, retentionHours, arn } = stream.description;
    if (retentionHours === 0 || this.#uploaderOf === undefined) return;
    const asks = (name: string): boolean => tags.some((tag) => tag.name === name);
    const makesImages = imageGeneration?.Status === 'ENABLED' && asks(IMAGE_GENERATION);
    const announces = notification?.Status === 'ENABLED' && asks(NOTIFICATION);
    if (!makesImages && !announces) return;
    const uploader = this.#uploaderOf(request);
    if (announces) {
      this.#announcer.offer({ streamArn: arn, record, tags, topicArn: notification.DestinationConfig.Uri, uploader });
    }
    if (makesImages) this.#images.offer({ stream, record, tags, configuration: imageGeneration, uploader });
  }

  /** Resolves when no image waits any more. */
  settled(): Promise<void> {
    return this.#images.settled();
  }

  async close(): Promise<void> {
    await Promise.all([this.#images.close(), this.#announcer.close()]);
  }
}
