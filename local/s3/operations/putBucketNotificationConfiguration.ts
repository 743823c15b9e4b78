import { readSmallBody } from '../body/readSmallBody.ts';
import { childElement, readXml } from '../request/readXml.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** PutBucketNotificationConfiguration: EventBridge on or off. Queues, topics and functions are not implemented. */
export const putBucketNotificationConfiguration: Operation = async (context, request, response) => {
  context.buckets.require(request.bucket);
  const root = readXml(await readSmallBody(request), 'NotificationConfiguration');
  for (const name of ['QueueConfiguration', 'TopicConfiguration', 'CloudFunctionConfiguration'])
    if (childElement(root, name) !== undefined) throw new S3Error('NotImplemented', { elements: { Header: name } });
  await context.buckets.configure(request.bucket, {
    eventBridge: childElement(root, 'EventBridgeConfiguration') !== undefined,
  });
  sendEmpty(response, 200);
};
