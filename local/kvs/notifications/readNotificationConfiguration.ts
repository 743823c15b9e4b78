import { DESTINATION_URI } from '../images/readImageGenerationConfiguration.ts';
import { KvsError } from '../kvsError.ts';
import { type Input, requiredString, requiredStructure, requiredWord } from '../protocol/members.ts';
import type { NotificationConfiguration } from './NotificationConfiguration.ts';

/** A standard topic of the stream's Region: FIFO topics are not supported (documented: notifications). */
const TOPIC_ARN = /^arn:[a-z\d-]+:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/**
 * Reads NotificationConfiguration (documented: API reference). Assumed: what is no standard topic is refused at once,
 * as InvalidArgument; the documentation only says that it does not work.
 *
 * @throws KvsError InvalidArgumentException, SerializationException
 */
export function readNotificationConfiguration(input: Input, region: string): NotificationConfiguration {
  const status = requiredWord(input, 'Status', ['ENABLED', 'DISABLED']);
  const uri = requiredString(requiredStructure(input, 'DestinationConfig'), 'Uri', DESTINATION_URI);
  const topicRegion = TOPIC_ARN.exec(uri)?.[1];
  if (topicRegion !== region) {
    throw new KvsError(
      'InvalidArgumentException',
      `DestinationConfig.Uri must be the ARN of a standard Amazon SNS topic in ${region}.`,
    );
  }
  return { Status: status, DestinationConfig: { Uri: uri } };
}
