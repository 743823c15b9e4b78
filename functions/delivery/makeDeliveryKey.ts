import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { secretValues } from '../wiring/secrets.ts';
import { answerResource } from './steps/answerResource.ts';
import { deliveryKey } from './steps/deliveryKey.ts';

const secrets = secretValues();

/** The resource `Custom::DeliveryKey`: a key pair in the secret `SecretId`; its attribute `PublicKey` is the public half. */
export const handler = (event: CloudFormationCustomResourceEvent): Promise<void> => {
  const secretId = String(event.ResourceProperties.SecretId);
  return answerResource(event, secretId, async () => {
    // The secret goes with the stack; there is nothing of ours to be taken away.
    if (event.RequestType === 'Delete') return {};
    return { PublicKey: await deliveryKey(secretId, event.RequestId, secrets) };
  });
};
