import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** GetBucketNotificationConfiguration. */
export const getBucketNotificationConfiguration: Operation = async (context, request, response) => {
  const on = context.buckets.require(request.bucket).configuration.eventBridge === true;
  sendXml(response, 'NotificationConfiguration', on ? [['EventBridgeConfiguration', '']] : []);
};
