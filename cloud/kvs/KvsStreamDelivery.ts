import {
  DescribeImageGenerationConfigurationCommand,
  DescribeNotificationConfigurationCommand,
  type ImageGenerationConfiguration,
  type KinesisVideoClient,
  UpdateImageGenerationConfigurationCommand,
  UpdateNotificationConfigurationCommand,
} from '@aws-sdk/client-kinesis-video';
import type { DeliveredByKvs, StreamDelivery } from '../../core/ports/streamDelivery.ts';
import type { FragmentNotification, ImageGeneration } from '../../core/streams/deliverySettings.ts';
import type { System } from '../../core/system.ts';
import { inOurWords } from '../awsError.ts';
import { retryThrottled } from './retryThrottled.ts';

/** Image generation and notifications by the control plane's API. */
export class KvsStreamDelivery implements StreamDelivery {
  readonly #control: KinesisVideoClient;
  readonly #system: System;
  readonly #onThrottled: () => void;

  constructor(control: KinesisVideoClient, system: System, onThrottled: () => void = () => undefined) {
    this.#control = control;
    this.#system = system;
    this.#onThrottled = onThrottled;
  }

  async read(streamArn: string): Promise<DeliveredByKvs> {
    const [{ ImageGenerationConfiguration: images }, { NotificationConfiguration: notifications }] = await Promise.all([
      this.#patiently(`DescribeImageGenerationConfiguration of ${streamArn}`, () =>
        this.#control.send(new DescribeImageGenerationConfigurationCommand({ StreamARN: streamArn })),
      ),
      this.#patiently(`DescribeNotificationConfiguration of ${streamArn}`, () =>
        this.#control.send(new DescribeNotificationConfigurationCommand({ StreamARN: streamArn })),
      ),
    ]);
    const topic = notifications?.DestinationConfig?.Uri;
    return {
      ...(images === undefined ? {} : { images: inOurNames(images) }),
      ...(topic === undefined ? {} : { notifications: { status: notifications?.Status ?? 'DISABLED', topic } }),
    };
  }

  async change(
    streamArn: string,
    {
      images,
      notifications,
    }: { readonly images?: ImageGeneration | null; readonly notifications?: FragmentNotification | null },
  ): Promise<void> {
    if (images !== undefined) {
      const configuration = images === null ? {} : { ImageGenerationConfiguration: inKvsNames(images, streamArn) };
      const command = new UpdateImageGenerationConfigurationCommand({ StreamARN: streamArn, ...configuration });
      await this.#patiently(`UpdateImageGenerationConfiguration of ${streamArn}`, () => this.#control.send(command));
    }
    if (notifications !== undefined) {
      const configuration =
        notifications === null
          ? {}
          : {
              NotificationConfiguration: {
                Status: notifications.status,
                DestinationConfig: { Uri: notifications.topic },
              },
            };
      const command = new UpdateNotificationConfigurationCommand({ StreamARN: streamArn, ...configuration });
      await this.#patiently(`UpdateNotificationConfiguration of ${streamArn}`, () => this.#control.send(command));
    }
  }

  #patiently<T>(doing: string, call: () => Promise<T>): Promise<T> {
    return retryThrottled(this.#system, () => inOurWords(doing, call), this.#onThrottled);
  }
}

/** The bucket must lie in the stream's Region (documented), which the stream's ARN tells. */
function inKvsNames(images: ImageGeneration, streamArn: string): ImageGenerationConfiguration {
  const { status, selector, samplingInterval, format, quality, width, height, bucket, prefix } = images;
  return {
    Status: status,
    ImageSelectorType: selector,
    DestinationConfig: {
      Uri: `s3://${bucket}/${prefix.replace(/\/$/, '')}`,
      DestinationRegion: streamArn.split(':')[3] ?? '',
    },
    SamplingInterval: samplingInterval,
    Format: format,
    ...(format === 'JPEG' ? { FormatConfig: { JPEGQuality: String(quality) } } : {}),
    ...(width === undefined ? {} : { WidthPixels: width }),
    ...(height === undefined ? {} : { HeightPixels: height }),
  };
}

function inOurNames(images: ImageGenerationConfiguration): ImageGeneration {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(images.DestinationConfig?.Uri ?? '') ?? [];
  return {
    status: images.Status ?? 'DISABLED',
    selector: images.ImageSelectorType ?? 'PRODUCER_TIMESTAMP',
    samplingInterval: images.SamplingInterval ?? 0,
    format: images.Format ?? 'JPEG',
    quality: Number(images.FormatConfig?.JPEGQuality ?? 80),
    ...(images.WidthPixels === undefined ? {} : { width: images.WidthPixels }),
    ...(images.HeightPixels === undefined ? {} : { height: images.HeightPixels }),
    bucket,
    prefix: path === '' ? '' : `${path.replace(/\/+$/, '')}/`,
  };
}
