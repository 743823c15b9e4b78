import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { StreamDescription } from '../../../core/ports/footageSource.ts';
import type { DeliveredByKvs, StreamDelivery } from '../../../core/ports/streamDelivery.ts';
import { imageGeneration } from '../../../core/streams/deliverySettings.ts';
import type { EnrolmentSettings } from '../../../core/streams/enrolment.ts';

/** What an enrolment needs to set up images and notifications. */
export interface DeliveryPorts {
  readonly kvs: StreamDelivery;
  /** Where images and announcements go that name no place of their own. */
  readonly imagesBucket: string;
  readonly topicArn: string;
}

type Asked = Pick<EnrolmentSettings, 'images' | 'notifications'>;

/**
 * Has KVS deliver what the settings ask for. Off until asked for: what was asked for before and is not any more is taken
 * away; what nobody asked for here stays as it is.
 *
 * @param before what was asked for until now
 * @returns warnings
 * @throws ArchiverError `InvalidInput` naming the setting
 */
export async function setUpDelivery(
  { streamName, streamArn, retentionHours }: StreamDescription,
  asked: Asked,
  before: Asked | undefined,
  ports: DeliveryPorts | undefined,
): Promise<string[]> {
  const named = ['images', 'notifications'] as const;
  const [first] = named.filter((name) => asked[name] !== undefined);
  if (first === undefined && named.every((name) => before?.[name] === undefined)) return [];
  if (ports === undefined) throw new ArchiverError('InvalidInput', `${first ?? 'images'}: cannot be set up here`);
  if (first !== undefined && retentionHours < 1) {
    const raise = 'raise it with UpdateDataRetention, to 1 hour or more';
    throw new ArchiverError(
      'InvalidInput',
      `${first}: KVS keeps nothing of ${streamName}, and delivers nothing; ${raise}`,
    );
  }
  const images = asked.images && imageGeneration(asked.images, streamName, ports.imagesBucket);
  const region = streamArn.split(':')[3];
  const topic = asked.notifications?.topic ?? ports.topicArn;
  if (asked.notifications !== undefined && topic.split(':')[3] !== region) {
    throw new ArchiverError('InvalidInput', `notifications.topic: ${topic} is not in ${region}, where the stream is`);
  }
  await ports.kvs.change(streamArn, {
    ...(images === undefined ? before?.images && { images: null } : { images }),
    ...(asked.notifications === undefined
      ? before?.notifications && { notifications: null }
      : { notifications: { status: asked.notifications.status, topic } }),
  });
  return [
    ...(images !== undefined && !isOwnPlace(images, streamName, ports.imagesBucket)
      ? [
          `images: KVS puts them with the rights of whoever sends the stream: he must be allowed s3:PutObject in ` +
            `${images.bucket}/${images.prefix}, and the bucket must be in ${region}; devices of this stack are not`,
        ]
      : []),
    ...(asked.notifications !== undefined && topic !== ports.topicArn
      ? [
          `notifications: whoever sends the stream must be allowed sns:Publish to ${topic}; devices of this stack are not`,
        ]
      : []),
  ];
}

function isOwnPlace({ bucket, prefix }: { bucket: string; prefix: string }, streamName: string, own: string): boolean {
  return bucket === own && prefix.startsWith(`images/${streamName}/`);
}

/** What KVS delivers, as it says itself; nothing of a stream that is not there any more. */
export async function deliveredByKvs(
  streamArn: string,
  asked: Asked,
  ports: DeliveryPorts | undefined,
): Promise<DeliveredByKvs | undefined> {
  if (ports === undefined || (asked.images === undefined && asked.notifications === undefined)) return undefined;
  try {
    return await ports.kvs.read(streamArn);
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    return undefined;
  }
}

/** A stream that is archived no more: what its enrolment had set up is taken away, where the stream is still there. */
export async function takeDownDelivery(
  streamArn: string,
  before: Asked,
  ports: DeliveryPorts | undefined,
): Promise<void> {
  if (ports === undefined || (before.images === undefined && before.notifications === undefined)) return;
  try {
    await ports.kvs.change(streamArn, {
      ...(before.images && { images: null }),
      ...(before.notifications && { notifications: null }),
    });
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
}
