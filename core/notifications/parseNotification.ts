import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import {
  type FragmentNumber,
  fragmentNumber,
  type ProducerMs,
  producerMs,
  type ServerMs,
  serverMs,
} from '../fragment.ts';
import { parseWith, STREAM_NAME } from '../streams/enrolment.ts';

/** A fragment that bears the tag AWS_KINESISVIDEO_NOTIFICATION and is persisted. */
export interface FragmentNotification {
  readonly streamArn: string;
  readonly streamName: string;
  readonly fragmentNumber: FragmentNumber;
  readonly producerMs: ProducerMs;
  readonly serverMs: ServerMs;
}

const moment = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(253_402_300_799_999));

/** What more there is (the type, the fragment's own tags) may change, and is no matter here. */
const message = z.object({
  StreamArn: z.string().max(1024),
  FragmentNumber: z.string().regex(/^\d{1,128}$/),
  FragmentStartProducerTimestamp: moment,
  FragmentStartServerTimestamp: moment,
});

const ARN = /^arn:aws[a-z-]*:kinesisvideo:[a-z0-9-]+:\d{12}:stream\/([^/]+)\/\d+$/;

/**
 * Reads the message that Kinesis Video Streams publishes to SNS for a tagged fragment. Documented: Kinesis Video Streams
 * developer guide, "Notifications in Kinesis Video Streams".
 *
 * @throws ArchiverError `InvalidInput`, naming the field
 */
export function parseNotification(text: string): FragmentNotification {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new ArchiverError('InvalidInput', 'the notification is not JSON', { cause });
  }
  const read = parseWith(message, input);
  const streamName = ARN.exec(read.StreamArn)?.[1] ?? '';
  if (!STREAM_NAME.test(streamName)) {
    throw new ArchiverError('InvalidInput', `StreamArn: ${JSON.stringify(read.StreamArn)} is no ARN of a stream`);
  }
  return {
    streamArn: read.StreamArn,
    streamName,
    fragmentNumber: fragmentNumber(read.FragmentNumber),
    producerMs: producerMs(read.FragmentStartProducerTimestamp),
    serverMs: serverMs(read.FragmentStartServerTimestamp),
  };
}
